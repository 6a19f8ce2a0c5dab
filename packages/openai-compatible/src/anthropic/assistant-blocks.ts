import { thinkingBlocksOf } from '@reg/core';
import type { ChatMessage, ThinkingBlock } from '@reg/core';
import { isJsonObject, type JsonObject } from '../json-object.js';
import { blocksFromContent, type Block, type ContentPlace } from './blocks-from-content.js';
import type { ToolUseIds } from './tool-use-ids.js';

/** An assistant's message as blocks: its thinking, what it said, then what it called. */
export function assistantBlocks(message: ChatMessage, place: ContentPlace, ids: ToolUseIds): Block[] {
  const { refusal } = message;
  const calls = message.tool_calls ?? [];
  return [
    ...thinkingOf(message, place),
    ...blocksFromContent(message.content, { ...place, parameter: `${place.parameter}.content` }),
    ...(typeof refusal === 'string' ? blocksFromContent(refusal, place) : []),
    ...calls.map(({ id, function: called }): Block => ({
      type: 'tool_use',
      id: ids.ofCall(id),
      name: called.name,
      input: inputFrom(called.arguments, place),
    })),
  ];
}

/**
 * The blocks as the vendor signed them, in their order; else the reasoning without a signature, which Kimi and others
 * take when it is empty (anomalyco/opencode, 2026-08-24).
 */
function thinkingOf(message: ChatMessage, place: ContentPlace): Block[] {
  const signed = thinkingBlocksOf(message);
  if (signed.length > 0) return signed.flatMap((block) => ownBlock(block, place));
  const thinking = message.reasoning_content ?? message['reasoning'];
  return typeof thinking === 'string' && thinking !== ''
    ? [{ type: 'thinking', thinking, signature: '' }]
    : [];
}

/** What another provider signed is no proof here, and what only it can read is nothing here. */
function ownBlock(block: ThinkingBlock, { context }: ContentPlace): Block[] {
  const { provider, ...own } = block;
  if (provider === context.provider) return [own];
  if (block.type === 'thinking' && block.thinking !== '')
    return [{ type: 'thinking', thinking: block.thinking, signature: '' }];
  const message = 'thinking that another provider has sealed cannot be read here';
  context.warn({ parameter: 'messages.thinking_blocks', action: 'dropped', message });
  return [];
}

/** A call that the token limit cut stays readable under the name that Anthropic's documents have for such input. */
function inputFrom(text: string, { context }: ContentPlace): JsonObject {
  if (text.trim() === '') return {};
  const input = parsed(text);
  if (isJsonObject(input)) return input;
  const message = 'arguments of an earlier call are no JSON object; sent as INVALID_JSON';
  context.warn({ parameter: 'messages.tool_calls.function.arguments', action: 'changed', message });
  return { INVALID_JSON: text };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
