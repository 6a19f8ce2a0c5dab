import type { LanguageModelV4FinishReason } from '@ai-sdk/provider';
import type { FinishReason } from '@reg/core';

const unified: Readonly<Record<FinishReason, LanguageModelV4FinishReason['unified']>> = {
  stop: 'stop',
  length: 'length',
  tool_calls: 'tool-calls',
  function_call: 'tool-calls',
  content_filter: 'content-filter',
};

/** Why an answer ended, in the AI SDK's words. */
export function finishReasonFrom(reason: FinishReason | undefined): LanguageModelV4FinishReason {
  return { unified: reason === undefined ? 'other' : unified[reason], raw: reason };
}
