import type { Answer, AnsweredToolCall } from '../answer/answer.js';
import { chunkText } from '../answer/chunk-text.js';
import type { UsagePlacement } from '../faults/fault.js';
import { doneFrame, jsonFrame, type Frame } from '../http/frame.js';

/** What surrounds an answer on the wire. */
export interface KimiEnvelope {
  readonly id: string;
  /** Seconds since the epoch. */
  readonly created: number;
  readonly tokensPerChunk: number;
  /** The request asked for `stream_options.include_usage`. */
  readonly includeUsage: boolean;
}

/** A whole answer in Moonshot's shape. */
export function kimiCompletion(answer: Answer, envelope: KimiEnvelope): unknown {
  return {
    id: envelope.id,
    object: 'chat.completion',
    created: envelope.created,
    model: answer.model,
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: answer.content,
          ...(answer.reasoning === '' ? {} : { reasoning_content: answer.reasoning }),
          ...(answer.toolCalls.length === 0 ? {} : { tool_calls: answer.toolCalls.map(wireCall) }),
        },
        finish_reason: answer.finishReason,
      },
    ],
    usage: kimiUsage(answer),
  };
}

function wireCall(call: AnsweredToolCall) {
  return { id: call.id, type: call.type, function: { name: call.name, arguments: call.arguments } };
}

/** Cached tokens are told twice, as seen 2026-07; they are one number. */
function kimiUsage({ usage }: Answer) {
  return {
    prompt_tokens: usage.promptTokens,
    completion_tokens: usage.completionTokens,
    total_tokens: usage.promptTokens + usage.completionTokens,
    ...(usage.cachedTokens === 0 ? {} : { cached_tokens: usage.cachedTokens }),
    ...(usage.reasoningTokens === 0
      ? {}
      : { completion_tokens_details: { reasoning_tokens: usage.reasoningTokens } }),
    ...(usage.cachedTokens === 0 ? {} : { prompt_tokens_details: { cached_tokens: usage.cachedTokens } }),
  };
}

/**
 * The stream as captured 2025-11-10: the role in the first chunk only, then reasoning, content and tool calls; the
 * usage sits in `choices[0]` of the finish chunk, unless `include_usage` asks for a chunk of its own.
 */
export function kimiFrames(answer: Answer, envelope: KimiEnvelope, placement?: UsagePlacement): Frame[] {
  const where = placement ?? (envelope.includeUsage ? 'extra' : 'choice');
  const usage = kimiUsage(answer);
  const chunk = (choices: unknown, more: object = {}) => ({
    id: envelope.id,
    object: 'chat.completion.chunk',
    created: envelope.created,
    model: answer.model,
    choices,
    system_fingerprint: 'fpv0_51m01a7e',
    ...(envelope.includeUsage ? { usage: null } : {}),
    ...more,
  });
  const deltaFrame = (kind: Frame['kind'], delta: object, tokens = 0) =>
    jsonFrame(kind, chunk([{ index: 0, delta, finish_reason: null }]), tokens);
  const finish = {
    index: 0,
    delta: {},
    finish_reason: answer.finishReason,
    ...(where === 'choice' ? { usage } : {}),
  };
  return [
    deltaFrame('role', { role: 'assistant', content: '' }),
    ...chunkText(answer.reasoning, envelope.tokensPerChunk).map((part) =>
      deltaFrame('reasoning', { reasoning_content: part.text }, part.tokens),
    ),
    ...chunkText(answer.content, envelope.tokensPerChunk).map((part) =>
      deltaFrame('content', { content: part.text }, part.tokens),
    ),
    ...answer.toolCalls.flatMap((call, index) => [
      deltaFrame(
        'tool',
        {
          tool_calls: [{ index, id: call.id, type: call.type, function: { name: call.name, arguments: '' } }],
        },
        1,
      ),
      ...chunkText(call.arguments, envelope.tokensPerChunk).map((part) =>
        deltaFrame('tool', { tool_calls: [{ index, function: { arguments: part.text } }] }, part.tokens),
      ),
    ]),
    jsonFrame('finish', chunk([finish], where === 'finish' ? { usage } : {})),
    ...(where === 'extra' ? [jsonFrame('usage', chunk([], { usage }))] : []),
    doneFrame,
  ];
}
