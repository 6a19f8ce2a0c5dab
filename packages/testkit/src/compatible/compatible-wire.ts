import type { Answer, AnsweredToolCall } from '../answer/answer.js';
import { chunkText } from '../answer/chunk-text.js';
import type { UsagePlacement } from '../faults/fault.js';
import { doneFrame, jsonFrame, type Frame } from '../http/frame.js';

/** What surrounds an answer on the wire. */
export interface CompatibleEnvelope {
  readonly id: string;
  /** Seconds since the epoch. */
  readonly created: number;
  readonly tokensPerChunk: number;
  readonly includeUsage: boolean;
  readonly reasoningField: 'reasoning' | 'reasoning_content';
}

/** A whole answer in OpenAI's shape. */
export function compatibleCompletion(answer: Answer, envelope: CompatibleEnvelope): unknown {
  const message = {
    role: 'assistant',
    content: answer.toolCalls.length > 0 && answer.content === '' ? null : answer.content,
    ...(answer.reasoning === '' ? {} : { [envelope.reasoningField]: answer.reasoning }),
    ...(answer.toolCalls.length === 0 ? {} : { tool_calls: answer.toolCalls.map(wireCall) }),
  };
  return {
    id: envelope.id,
    object: 'chat.completion',
    created: envelope.created,
    model: answer.model,
    system_fingerprint: 'fp_simulated',
    choices: [{ index: 0, message, logprobs: null, finish_reason: answer.finishReason }],
    usage: compatibleUsage(answer),
  };
}

function wireCall(call: AnsweredToolCall) {
  return { id: call.id, type: call.type, function: { name: call.name, arguments: call.arguments } };
}

function compatibleUsage({ usage }: Answer) {
  return {
    prompt_tokens: usage.promptTokens,
    completion_tokens: usage.completionTokens,
    total_tokens: usage.promptTokens + usage.completionTokens,
    prompt_tokens_details: { cached_tokens: usage.cachedTokens },
  };
}

/** OpenAI's stream; the usage comes only when it was asked for, in a last chunk without choices. */
export function compatibleFrames(
  answer: Answer,
  envelope: CompatibleEnvelope,
  placement?: UsagePlacement,
): Frame[] {
  const where = placement ?? (envelope.includeUsage ? 'extra' : 'missing');
  const usage = compatibleUsage(answer);
  const chunk = (choices: unknown, more: object = {}) => ({
    id: envelope.id,
    object: 'chat.completion.chunk',
    created: envelope.created,
    model: answer.model,
    system_fingerprint: 'fp_simulated',
    choices,
    ...more,
  });
  const deltaFrame = (kind: Frame['kind'], delta: object, tokens = 0) =>
    jsonFrame(kind, chunk([{ index: 0, delta, finish_reason: null }]), tokens);
  const textFrames = (kind: 'reasoning' | 'content', field: string, text: string) =>
    chunkText(text, envelope.tokensPerChunk).map((part) =>
      deltaFrame(kind, { [field]: part.text }, part.tokens),
    );
  return [
    deltaFrame('role', { role: 'assistant', content: '' }),
    ...textFrames('reasoning', envelope.reasoningField, answer.reasoning),
    ...textFrames('content', 'content', answer.content),
    ...answer.toolCalls.map((call, index) =>
      deltaFrame('tool', { tool_calls: [{ index, ...wireCall(call) }] }, 1),
    ),
    jsonFrame(
      'finish',
      chunk(
        [
          {
            index: 0,
            delta: {},
            finish_reason: answer.finishReason,
            ...(where === 'choice' ? { usage } : {}),
          },
        ],
        where === 'finish' ? { usage } : {},
      ),
    ),
    ...(where === 'extra' ? [jsonFrame('usage', chunk([], { usage }))] : []),
    doneFrame,
  ];
}
