import type { ChatMessage, ContentPart } from '@reg/core';
import { isRecord } from '../../http/field-check.js';
import { contentPartsFromBlock, type BlockPlace } from './content-parts-from-blocks.js';
import { toolResultFrom } from './tool-result.js';

/**
 * A user's turn: each tool result as a tool message, in their order, then everything else as one user message.
 * Chat APIs want the results right behind the calls, whatever stands before them in the turn.
 */
export function userMessages(content: unknown, place: BlockPlace): ChatMessage[] {
  if (typeof content === 'string') return [{ role: 'user', content }];
  if (!Array.isArray(content) || content.length === 0) {
    place.notes.refuse(place.parameter, 'must be a string or an array of at least one block');
    return [];
  }
  const results: ChatMessage[] = [];
  const attachments: ContentPart[] = [];
  const said: ContentPart[] = [];
  for (const [index, block] of (content as readonly unknown[]).entries()) {
    const here = { ...place, parameter: `${place.parameter}[${index}]` };
    if (isRecord(block) && block['type'] === 'tool_result') {
      const result = toolResultFrom(block, here);
      results.push(result.message);
      attachments.push(...result.attachments);
    } else said.push(...contentPartsFromBlock(block, here));
  }
  const parts = [...attachments, ...said];
  return parts.length === 0 ? results : [...results, { role: 'user', content: contentOf(parts) }];
}

/** A single text as a string: every server takes that, and not every one an array. */
function contentOf(parts: readonly ContentPart[]): string | ContentPart[] {
  const [first] = parts;
  return parts.length === 1 && first?.type === 'text' ? (first.text ?? '') : [...parts];
}
