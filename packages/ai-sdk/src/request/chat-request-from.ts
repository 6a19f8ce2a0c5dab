import type { LanguageModelV4CallOptions } from '@ai-sdk/provider';
import type { ChatRequest } from '@reg/core';
import type { Warn } from '../answer/warn.js';
import { messagesFromPrompt } from './messages-from-prompt.js';
import { withResponseFormat } from './response-format.js';
import { toolFieldsFrom } from './tools-from.js';

/** What a call asks for, beside the AI SDK's own options. */
export interface RequestedCall {
  readonly modelId: string;
  /** Whether the vendor keeps the model to a JSON schema. */
  readonly knowsSchema: boolean;
  /** Fields of the wire that the caller added; they win over those made of the AI SDK's options. */
  readonly body: Readonly<Record<string, unknown>>;
}

/**
 * A call of the AI SDK in reg's internal language. Settings that the chosen model cannot take are left to its codec,
 * which knows them and tells what it dropped.
 *
 * @throws UnsupportedFunctionalityError for files that the wire has no part for.
 */
export function chatRequestFrom(
  options: LanguageModelV4CallOptions,
  { modelId, knowsSchema, body }: RequestedCall,
  warn: Warn,
): ChatRequest {
  const request: ChatRequest = {
    model: modelId,
    messages: messagesFromPrompt(options.prompt, warn),
    ...withoutAbsent({
      max_tokens: options.maxOutputTokens,
      temperature: options.temperature,
      top_p: options.topP,
      top_k: options.topK,
      presence_penalty: options.presencePenalty,
      frequency_penalty: options.frequencyPenalty,
      seed: options.seed,
      stop: options.stopSequences?.length === 0 ? undefined : options.stopSequences,
      reasoning_effort: options.reasoning === 'provider-default' ? undefined : options.reasoning,
    }),
    ...toolFieldsFrom(options, warn),
  };
  return { ...withResponseFormat(request, options.responseFormat, { knowsSchema, warn }), ...body };
}

function withoutAbsent(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
