import type { LanguageModelV4CallOptions } from '@ai-sdk/provider';
import type { ChatRequest, ResponseFormat } from '@reg/core';
import type { Warn } from '../answer/warn.js';
import { messagesFromPrompt } from './messages-from-prompt.js';
import { toolFieldsFrom } from './tools-from.js';

/** What a call asks for, beside the AI SDK's own options. */
export interface RequestedCall {
  readonly modelId: string;
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
  { modelId, body }: RequestedCall,
  warn: Warn,
): ChatRequest {
  return {
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
      response_format: responseFormat(options.responseFormat),
      reasoning_effort: options.reasoning === 'provider-default' ? undefined : options.reasoning,
    }),
    ...toolFieldsFrom(options, warn),
    ...body,
  };
}

const defaultSchemaName = 'response';

function responseFormat(format: LanguageModelV4CallOptions['responseFormat']): ResponseFormat | undefined {
  if (format?.type !== 'json') return undefined;
  const { schema, name = defaultSchemaName, description } = format;
  if (schema === undefined) return { type: 'json_object' };
  return {
    type: 'json_schema',
    json_schema: { name, ...(description === undefined ? {} : { description }), schema, strict: true },
  };
}

function withoutAbsent(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
