import type { ChatMessage, ContentPart } from '@reg/core';
import { isRecord } from '../../http/field-check.js';
import { contentPartsFromBlock, type BlockPlace } from './content-parts-from-blocks.js';
import { callIdFrom } from './tool-use-id.js';

/** A tool's result: its text as a tool message, and what is no text for the user message that follows. */
export interface ToolResult {
  readonly message: ChatMessage;
  readonly attachments: readonly ContentPart[];
}

const readable: ReadonlySet<unknown> = new Set(['text', 'image', 'document', 'search_result']);

/**
 * A `tool_result` block. Tool messages of chat APIs hold text only, so pictures follow in the user's name with a
 * line that says where they belong; and they know no errors, so the text says so itself.
 */
export function toolResultFrom(block: Readonly<Record<string, unknown>>, place: BlockPlace): ToolResult {
  const { tool_use_id: toolUseId, content, is_error: isError } = block;
  if (typeof toolUseId !== 'string' || toolUseId === '') {
    place.notes.refuse(`${place.parameter}.tool_use_id`, 'must be the id of a tool_use block');
  }
  const callId = callIdFrom(String(toolUseId));
  const parts = partsOf(content, { ...place, parameter: `${place.parameter}.content` });
  const texts = parts.flatMap((part) => (part.type === 'text' ? [part.text ?? ''] : []));
  const media = parts.filter((part) => part.type !== 'text');
  if (media.length > 0)
    texts.push(`[${media.length} attachment(s) of this result follow in the next message]`);
  const said = texts.join('\n');
  return {
    message: {
      role: 'tool',
      tool_call_id: callId,
      content: isError === true ? `Error: ${said}` : said,
    },
    attachments:
      media.length === 0
        ? []
        : [{ type: 'text', text: `[Attachment(s) of the result of tool call ${callId}]` }, ...media],
  };
}

function partsOf(content: unknown, place: BlockPlace): ContentPart[] {
  if (content === undefined || content === null) return [];
  if (typeof content === 'string') return [{ type: 'text', text: content }];
  if (!Array.isArray(content)) {
    place.notes.refuse(place.parameter, 'must be a string or an array of blocks');
    return [];
  }
  return content.flatMap((block: unknown, index) => {
    // A result is data in any case, so what has no reader is shown to the model as the data it is.
    if (isRecord(block) && !readable.has(block['type']))
      return [{ type: 'text', text: JSON.stringify(block) }];
    return contentPartsFromBlock(block, { ...place, parameter: `${place.parameter}[${index}]` });
  });
}
