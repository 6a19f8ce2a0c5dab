import { splitTokens } from './token-count.js';

/** A text as a stream sends it: pieces of at most `tokensPerChunk` tokens, which joined are the text again. */
export function chunkText(
  text: string,
  tokensPerChunk: number,
): { readonly text: string; readonly tokens: number }[] {
  const tokens = splitTokens(text);
  const chunks = [];
  for (let from = 0; from < tokens.length; from += tokensPerChunk) {
    const piece = tokens.slice(from, from + tokensPerChunk);
    chunks.push({ text: piece.join(''), tokens: piece.length });
  }
  return chunks;
}
