import type { Answer, AnsweredToolCall } from '../answer/answer.js';
import { chunkText } from '../answer/chunk-text.js';
import type { UsagePlacement } from '../faults/fault.js';
import { doneFrame, jsonFrame, type Frame } from '../http/frame.js';

/** What surrounds an answer on the wire. */
export interface GlmEnvelope {
  readonly id: string;
  /** The client's own, else the same as `id`. */
  readonly requestId: string;
  /** Seconds since the epoch. */
  readonly created: number;
  readonly tokensPerChunk: number;
  /** The habits of 2026: `object` on chunks, tool indexes from 0. */
  readonly recentWire: boolean;
  /** `tool_stream`: arguments come in pieces instead of whole. */
  readonly streamsTools: boolean;
  /** What the vendor's own web search found, when it was asked to show it. */
  readonly webSearch: readonly unknown[] | undefined;
}

/** A whole answer in Z.ai's shape. */
export function glmCompletion(answer: Answer, envelope: GlmEnvelope): unknown {
  return {
    choices: [
      {
        finish_reason: answer.finishReason,
        index: 0,
        message: {
          content: answer.toolCalls.length > 0 && answer.content === '' ? null : answer.content,
          ...(answer.reasoning === '' ? {} : { reasoning_content: answer.reasoning }),
          role: 'assistant',
          ...(answer.toolCalls.length === 0
            ? {}
            : { tool_calls: answer.toolCalls.map((call, index) => wireCall(call, index, envelope)) }),
        },
      },
    ],
    created: envelope.created,
    id: envelope.id,
    model: answer.model,
    ...(envelope.recentWire ? { object: 'chat.completion' } : {}),
    request_id: envelope.requestId,
    usage: glmUsage(answer),
    ...(envelope.webSearch === undefined ? {} : { web_search: envelope.webSearch }),
  };
}

/** Until 2026 every call of a stream had the index -1, so that only its id told it from the others. */
function wireCall(call: AnsweredToolCall, index: number, envelope: GlmEnvelope) {
  return {
    id: call.id,
    index: envelope.recentWire || envelope.streamsTools ? index : -1,
    type: call.type,
    function: { name: call.name, arguments: call.arguments },
  };
}

function glmUsage({ usage }: Answer) {
  return {
    prompt_tokens: usage.promptTokens,
    completion_tokens: usage.completionTokens,
    total_tokens: usage.promptTokens + usage.completionTokens,
    prompt_tokens_details: { cached_tokens: usage.cachedTokens },
    ...(usage.reasoningTokens === 0
      ? {}
      : { completion_tokens_details: { reasoning_tokens: usage.reasoningTokens } }),
  };
}

/**
 * The stream as captured 2025-09-14 and 2026-09: no finish reason on normal chunks, the role on every chunk, a tool
 * call whole in one chunk that already carries the finish reason, which comes again on the last chunk with the usage.
 */
export function glmFrames(
  answer: Answer,
  envelope: GlmEnvelope,
  placement: UsagePlacement = 'finish',
): Frame[] {
  const usage = glmUsage(answer);
  const chunk = (choices: unknown, more: object = {}) => ({
    id: envelope.id,
    ...(envelope.requestId === envelope.id ? {} : { request_id: envelope.requestId }),
    created: envelope.created,
    ...(envelope.recentWire ? { object: 'chat.completion.chunk' } : {}),
    model: answer.model,
    choices,
    ...more,
  });
  const textFrames = (kind: 'reasoning' | 'content', field: string, text: string) =>
    chunkText(text, envelope.tokensPerChunk).map((part) =>
      jsonFrame(kind, chunk([{ index: 0, delta: { role: 'assistant', [field]: part.text } }]), part.tokens),
    );
  const finish = {
    index: 0,
    finish_reason: answer.finishReason,
    delta: { role: 'assistant', content: '' },
    ...(placement === 'choice' ? { usage } : {}),
  };
  const last = {
    ...(placement === 'finish' ? { usage } : {}),
    ...(envelope.webSearch === undefined ? {} : { web_search: envelope.webSearch }),
  };
  return [
    ...textFrames('reasoning', 'reasoning_content', answer.reasoning),
    ...textFrames('content', 'content', answer.content),
    ...toolFrames(answer, envelope).map(({ choice, tokens }) => jsonFrame('tool', chunk([choice]), tokens)),
    jsonFrame('finish', chunk([finish], last)),
    ...(placement === 'extra' ? [jsonFrame('usage', chunk([], { usage }))] : []),
    doneFrame,
  ];
}

interface ToolChunk {
  readonly choice: unknown;
  readonly tokens: number;
}

function toolFrames(answer: Answer, envelope: GlmEnvelope): ToolChunk[] {
  return answer.toolCalls.flatMap((call, index): ToolChunk[] => {
    if (!envelope.streamsTools) {
      const delta = { tool_calls: [wireCall(call, index, envelope)] };
      return [{ choice: { index: 0, finish_reason: answer.finishReason, delta }, tokens: 1 }];
    }
    const opening = wireCall({ ...call, arguments: '' }, index, envelope);
    const pieces = chunkText(call.arguments, envelope.tokensPerChunk);
    return [
      { choice: { index: 0, delta: { role: 'assistant', tool_calls: [opening] } }, tokens: 1 },
      ...pieces.map((piece) => ({
        choice: {
          index: 0,
          delta: { role: 'assistant', tool_calls: [{ index, function: { arguments: piece.text } }] },
        },
        tokens: piece.tokens,
      })),
    ];
  });
}
