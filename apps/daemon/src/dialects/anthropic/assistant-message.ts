import type { ChatMessage, ThinkingBlock, ToolCall } from '@reg/core';
import { isRecord } from '../../http/field-check.js';
import type { BlockPlace } from './content-parts-from-blocks.js';
import { unsealBlocks, unsealThinking } from './sealed-thinking.js';
import { callIdFrom } from './tool-use-id.js';

type Block = Readonly<Record<string, unknown>>;

interface Draft {
  text: string;
  reasoning: string;
  /** The same in its pieces, each with the signature of the vendor it came from, if it had one. */
  readonly thoughts: ThinkingBlock[];
  readonly calls: ToolCall[];
}

/**
 * An assistant's turn as one message: texts joined as they are, because they were one text before they became
 * blocks, thinking as `reasoning_content`, tool uses as calls. Nothing for a turn of which nothing is left.
 */
export function assistantMessage(content: unknown, place: BlockPlace): ChatMessage | undefined {
  if (typeof content === 'string') return { role: 'assistant', content };
  if (!Array.isArray(content)) {
    place.notes.refuse(place.parameter, 'must be a string or an array of blocks');
    return undefined;
  }
  const draft: Draft = { text: '', reasoning: '', thoughts: [], calls: [] };
  for (const [index, block] of (content as readonly unknown[]).entries()) {
    addBlock(block, draft, { ...place, parameter: `${place.parameter}[${index}]` });
  }
  if (draft.text === '' && draft.calls.length === 0) {
    const message =
      'an assistant turn without text and tool calls was left out: vendors refuse such messages';
    place.notes.warn({ parameter: 'messages.assistant', action: 'dropped', message });
    return undefined;
  }
  return {
    role: 'assistant',
    content: draft.text === '' ? null : draft.text,
    ...(draft.reasoning === '' ? {} : { reasoning_content: draft.reasoning }),
    ...(draft.thoughts.some(isSigned) ? { thinking_blocks: draft.thoughts } : {}),
    ...(draft.calls.length === 0 ? {} : { tool_calls: draft.calls }),
  };
}

function addBlock(block: unknown, draft: Draft, place: BlockPlace): void {
  if (!isRecord(block) || typeof block['type'] !== 'string') {
    place.notes.refuse(place.parameter, 'must be an object with a type');
    return;
  }
  const { type } = block;
  if (type === 'text')
    draft.text += textOf(block['text'], { ...place, parameter: `${place.parameter}.text` });
  else if (type === 'thinking' || type === 'redacted_thinking') {
    const thoughts = thoughtsOf(block, place);
    draft.thoughts.push(...thoughts);
    draft.reasoning += thoughts.map((one) => (one.type === 'thinking' ? one.thinking : '')).join('');
  } else if (type === 'tool_use') draft.calls.push(toolCallFrom(block, place));
  else {
    const message = 'what another vendor did on its own servers means nothing to a chat model';
    place.notes.warn({ parameter: `messages.${type}`, action: 'dropped', message });
  }
}

/**
 * What a vendor behind reg signed, with its text where the client has that; else the text that the client was shown, or
 * what reg sealed for it. Only who wrote another seal can read it.
 */
function thoughtsOf({ type, thinking, signature, data }: Block, { notes }: BlockPlace): ThinkingBlock[] {
  const seal = type === 'thinking' ? signature : data;
  const shown = type === 'thinking' && typeof thinking === 'string' ? thinking : '';
  const signed = unsealBlocks(seal);
  if (signed !== undefined) return signed.map((block) => withText(block, shown));
  const text = shown === '' ? unsealThinking(seal) : shown;
  if (text !== undefined) return [{ type: 'thinking', thinking: text, signature: '', provider: '' }];
  const message = 'thinking that another service has sealed cannot be read here';
  notes.warn({ parameter: `messages.${String(type)}`, action: 'dropped', message });
  return [];
}

function withText(block: ThinkingBlock, shown: string): ThinkingBlock {
  return block.type === 'thinking' && block.thinking === '' ? { ...block, thinking: shown } : block;
}

function isSigned(block: ThinkingBlock): boolean {
  return block.type === 'redacted_thinking' || block.signature !== '';
}

function toolCallFrom({ id, name, input }: Block, { parameter, notes }: BlockPlace): ToolCall {
  if (typeof id !== 'string' || id === '') notes.refuse(`${parameter}.id`, 'must be a string');
  if (typeof name !== 'string' || name === '') notes.refuse(`${parameter}.name`, 'must be a string');
  if (!isRecord(input)) notes.refuse(`${parameter}.input`, 'must be an object');
  return {
    id: callIdFrom(String(id)),
    type: 'function',
    function: { name: String(name), arguments: JSON.stringify(input ?? {}) },
  };
}

function textOf(value: unknown, { parameter, notes }: BlockPlace): string {
  if (typeof value === 'string') return value;
  notes.refuse(parameter, 'must be a string');
  return '';
}
