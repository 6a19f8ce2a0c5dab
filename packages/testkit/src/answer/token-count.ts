import type { PromptMessage } from './prompt.js';

/**
 * The pieces that count as one token each: one character of a script without spaces, up to six letters or digits
 * with the space before them, a run of white space, or any other single character. An approximation: real
 * tokenizers differ by a fifth or so, but it is the same on every machine and pieces joined give the text again.
 */
const tokenPattern =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]|[ ]?(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}])[\p{L}\p{N}]){1,6}|\s+|[^\s\p{L}\p{N}]/gu;

/** Cuts a text into its tokens. Joined they are the text again. */
export function splitTokens(text: string): string[] {
  return text.match(tokenPattern) ?? [];
}

export function countTokens(text: string): number {
  let count = 0;
  for (const _token of text.matchAll(tokenPattern)) count += 1;
  return count;
}

/** A message costs this much beside its text: its role and its borders. */
const tokensPerMessage = 4;

/** Tokens of one message: text, name, reasoning, tool calls, and one token per 512 bytes of an image or a video. */
export function countMessageTokens(message: PromptMessage): number {
  let count = tokensPerMessage + countTokens(message.text) + countTokens(message.name ?? '');
  count += countTokens(message.reasoning ?? '');
  for (const media of message.media) count += Math.min(4096, 1 + Math.ceil(media.bytes / 512));
  for (const call of message.toolCalls) count += countTokens(call.name) + countTokens(call.arguments);
  return count;
}
