import type { Answer } from '../answer/answer.js';
import { chunkText } from '../answer/chunk-text.js';
import type { UsagePlacement } from '../faults/fault.js';
import { jsonFrame, type Frame, type FrameKind } from '../http/frame.js';
import { parseJson, type JsonRecord } from '../json-value.js';
import { signThinking } from './sign-thinking.js';

/** What surrounds an answer on the wire. */
export interface MessageEnvelope {
  readonly id: string;
  readonly tokensPerChunk: number;
  readonly signs: boolean;
  readonly countsAtStart: boolean;
}

const stopReasons = { stop: 'end_turn', length: 'max_tokens', tool_calls: 'tool_use' } as const;

/** A whole answer as a message. */
export function messageBody(answer: Answer, envelope: MessageEnvelope): JsonRecord {
  const { reasoning, content, toolCalls } = answer;
  return {
    ...bareMessage(answer, envelope),
    content: [
      ...(reasoning === ''
        ? []
        : [{ type: 'thinking', thinking: reasoning, signature: signatureOf(reasoning, envelope) }]),
      ...(content === '' ? [] : [{ type: 'text', text: content }]),
      ...toolCalls.map(({ name, arguments: text }, at) => ({
        ...toolUse(name, envelope, at),
        // What the token limit cut is no object any more.
        input: parseJson(text) ?? {},
      })),
    ],
    stop_reason: stopReasons[answer.finishReason],
    usage: { ...inputOf(answer), output_tokens: answer.usage.completionTokens },
  };
}

function bareMessage({ model }: Answer, { id }: MessageEnvelope): JsonRecord {
  const ends = { stop_reason: null, stop_sequence: null };
  return { id, type: 'message', role: 'assistant', model, content: [], ...ends };
}

function toolUse(name: string, { id }: MessageEnvelope, at: number): JsonRecord {
  return { type: 'tool_use', id: `toolu_${id}_${at}`, name, input: {} };
}

function signatureOf(reasoning: string, { signs }: MessageEnvelope): string {
  return signs ? signThinking(reasoning) : '';
}

/** What came from the cache is no part of the input here. */
function inputOf({ usage }: Answer): JsonRecord {
  return {
    input_tokens: usage.promptTokens - usage.cachedTokens,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: usage.cachedTokens,
  };
}

/** The stream: each block begins, grows and stops; the stop reason comes with the counts, then the last event. */
export function messageFrames(
  answer: Answer,
  envelope: MessageEnvelope,
  placement?: UsagePlacement,
): Frame[] {
  const atStart = placement === undefined && envelope.countsAtStart;
  const nothing = { input_tokens: 0, output_tokens: 0 };
  const message = {
    ...bareMessage(answer, envelope),
    usage: atStart ? { ...inputOf(answer), output_tokens: 0 } : nothing,
  };
  const usage = { ...(atStart ? {} : inputOf(answer)), output_tokens: answer.usage.completionTokens };
  return [
    frame('role', { type: 'message_start', message }),
    frame('block', { type: 'ping' }),
    ...blocksOf(answer, envelope).flatMap((block, index) => blockFrames(block, index)),
    frame('finish', {
      type: 'message_delta',
      delta: { stop_reason: stopReasons[answer.finishReason], stop_sequence: null },
      ...(placement === 'missing' ? {} : { usage }),
    }),
    frame('done', { type: 'message_stop' }),
  ];
}

interface StreamedBlock {
  readonly kind: 'reasoning' | 'content' | 'tool';
  readonly opening: JsonRecord;
  readonly deltas: readonly { readonly delta: JsonRecord; readonly tokens: number }[];
  readonly signature: string;
}

function blocksOf(answer: Answer, envelope: MessageEnvelope): StreamedBlock[] {
  const { reasoning, content, toolCalls } = answer;
  const pieces = (text: string, type: string, field: string) =>
    chunkText(text, envelope.tokensPerChunk).map((part) => ({
      delta: { type, [field]: part.text },
      tokens: part.tokens,
    }));
  const thinking: StreamedBlock = {
    kind: 'reasoning',
    opening: { type: 'thinking', thinking: '', signature: '' },
    deltas: pieces(reasoning, 'thinking_delta', 'thinking'),
    signature: signatureOf(reasoning, envelope),
  };
  const text: StreamedBlock = {
    kind: 'content',
    opening: { type: 'text', text: '' },
    deltas: pieces(content, 'text_delta', 'text'),
    signature: '',
  };
  return [
    ...(reasoning === '' ? [] : [thinking]),
    ...(content === '' ? [] : [text]),
    ...toolCalls.map((call, at): StreamedBlock => ({
      kind: 'tool',
      opening: toolUse(call.name, envelope, at),
      deltas: pieces(call.arguments, 'input_json_delta', 'partial_json'),
      signature: '',
    })),
  ];
}

function blockFrames({ kind, opening, deltas, signature }: StreamedBlock, index: number): Frame[] {
  const grow = (delta: JsonRecord) => ({ type: 'content_block_delta', index, delta });
  return [
    // The beginning of a call tells its name already; that of a text tells nothing.
    frame(kind === 'tool' ? 'tool' : 'block', { type: 'content_block_start', index, content_block: opening }),
    ...deltas.map(({ delta, tokens }) => frame(kind, grow(delta), tokens)),
    ...(signature === '' ? [] : [frame('block', grow({ type: 'signature_delta', signature }))]),
    frame('block', { type: 'content_block_stop', index }),
  ];
}

function frame(kind: FrameKind, event: JsonRecord & { readonly type: string }, tokens = 0): Frame {
  return { ...jsonFrame(kind, event, tokens), event: event.type };
}
