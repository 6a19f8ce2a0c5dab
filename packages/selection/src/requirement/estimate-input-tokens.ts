import { memoizeFrozen, type ChatMessage, type ChatRequest } from '@reg/core';
import { visitContentParts, type ContentKind } from './content-parts.js';
import { textTokens } from './text-tokens.js';

/** What the chat template adds around each message, and what primes the answer. */
const tokensPerMessage = 6;
const tokensPerRequest = 8;
/** What is not text costs a fixed sum: its real size is known to nobody before the vendor has seen it. */
const tokensByKind: Readonly<Record<Exclude<ContentKind, 'text' | 'other'>, number>> = {
  image: 2_048,
  video: 16_384,
  file: 4_096,
  audio: 4_096,
};
const maxDepth = 32;

/**
 * About how many input tokens a request has: rather too many than too few, in bounded time for each text, without
 * a tokenizer. Letters count about a quarter of a token each, digits and signs more, Han, Kana and Hangul one;
 * images, video and files a fixed sum; tools and schemas as the JSON they are sent as.
 */
export function estimateInputTokens(request: ChatRequest): number {
  const { tools, response_format: format } = request;
  let tokens = tokensPerRequest + (tools ? toolTokens(tools) : 1) + jsonTokens(format);
  for (const message of request.messages) tokens += messageTokens(message);
  return coarse(tokens);
}

const toolTokens = memoizeFrozen((tools: readonly unknown[]) => jsonTokens(tools));

/**
 * Rounded up to five significant binary digits, so at most by a sixteenth: an estimate is no more exact than that, and
 * requests of about the same size then share one ranking.
 */
function coarse(tokens: number): number {
  const step = 2 ** Math.max(0, Math.floor(Math.log2(tokens)) - 4);
  return Math.ceil(tokens / step) * step;
}

function messageTokens(message: ChatMessage): number {
  const { content } = message;
  let tokens = tokensPerMessage + jsonTokens(message.tool_calls);
  if (typeof message.name === 'string') tokens += textTokens(message.name);
  if (typeof message.tool_call_id === 'string') tokens += textTokens(message.tool_call_id);
  if (typeof message.reasoning_content === 'string') tokens += textTokens(message.reasoning_content);
  if (typeof content === 'string') return tokens + textTokens(content);
  visitContentParts(content, (part, kind) => {
    if (kind === 'text') tokens += textTokens(typeof part.text === 'string' ? part.text : '');
    else if (kind !== 'other') tokens += tokensByKind[kind];
    else if (!Array.isArray(part['content'])) tokens += jsonTokens(part);
  });
  return tokens;
}

/** The tokens of a value written as JSON, without writing it: each name and value, and the signs between them. */
function jsonTokens(value: unknown, depth = 0): number {
  if (value === undefined || value === null || depth > maxDepth) return 1;
  if (typeof value === 'string') return 2 + textTokens(value);
  if (typeof value !== 'object') return 3;
  let tokens = 2;
  if (Array.isArray(value)) {
    for (const item of value as readonly unknown[]) tokens += 1 + jsonTokens(item, depth + 1);
    return tokens;
  }
  for (const [name, field] of Object.entries(value)) {
    tokens += 3 + textTokens(name) + jsonTokens(field, depth + 1);
  }
  return tokens;
}
