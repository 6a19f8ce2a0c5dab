import type { LanguageModelV4CallOptions } from '@ai-sdk/provider';
import type { ChatMessage, ChatRequest } from '@reg/core';
import type { Warn } from '../answer/warn.js';

type Format = LanguageModelV4CallOptions['responseFormat'];
type JsonFormat = Extract<Format, { type: 'json' }>;

const defaultSchemaName = 'response';

/**
 * Puts the wanted form of the answer into a request. A schema goes to the vendor, which keeps the model to it. Where
 * the model that was named knows no schema (`knowsSchema`), the schema is put into the prompt: the answer is JSON,
 * and the AI SDK checks whether it fits.
 */
export function withResponseFormat(
  request: ChatRequest,
  format: Format,
  { knowsSchema, warn }: { readonly knowsSchema: boolean; readonly warn: Warn },
): ChatRequest {
  if (format?.type !== 'json') return request;
  const { schema, name = defaultSchemaName, description } = format;
  if (schema === undefined) return { ...request, response_format: { type: 'json_object' } };
  if (knowsSchema) {
    const described = description === undefined ? {} : { description };
    const json_schema = { name, ...described, schema, strict: true };
    return { ...request, response_format: { type: 'json_schema', json_schema } };
  }
  const details = `${request.model} knows no JSON schema, so it was put into the prompt`;
  warn({ type: 'compatibility', feature: 'responseFormat', details });
  return {
    ...request,
    response_format: { type: 'json_object' },
    messages: withInstruction(request.messages, instructionOf(format)),
  };
}

/** After the instructions of the caller, which may be several, and before the conversation. */
function withInstruction(messages: ChatMessage[], content: string): ChatMessage[] {
  const start = messages.findIndex(({ role }) => role !== 'system');
  const at = start < 0 ? messages.length : start;
  return [...messages.slice(0, at), { role: 'system', content }, ...messages.slice(at)];
}

function instructionOf({ schema, name, description }: JsonFormat): string {
  const what = [name, description].filter((text) => text !== undefined).join(': ');
  return [
    `Answer with one JSON value${what === '' ? '' : ` (${what})`} that fits this JSON schema, and with nothing else:`,
    JSON.stringify(schema),
  ].join('\n');
}
