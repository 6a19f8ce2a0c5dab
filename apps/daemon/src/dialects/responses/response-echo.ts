import { isRecord } from '../../http/field-check.js';
import type { ResponseEcho } from './response-object.js';

/** What the request was understood as, for the Response to repeat. Called for bodies that were accepted. */
export function responseEchoFrom(
  body: Readonly<Record<string, unknown>>,
  taken: Pick<ResponseEcho, 'tools' | 'reasoning'>,
): ResponseEcho {
  const text = isRecord(body['text']) ? body['text'] : {};
  return {
    background: false,
    instructions: textOf(body['instructions']),
    max_output_tokens: numberOf(body['max_output_tokens']),
    metadata: isRecord(body['metadata']) ? body['metadata'] : {},
    parallel_tool_calls: body['parallel_tool_calls'] !== false,
    previous_response_id: null,
    prompt_cache_key: textOf(body['prompt_cache_key']),
    reasoning: taken.reasoning,
    safety_identifier: textOf(body['safety_identifier']),
    store: false,
    temperature: numberOf(body['temperature']),
    text: {
      format: text['format'] ?? { type: 'text' },
      ...(typeof text['verbosity'] === 'string' ? { verbosity: text['verbosity'] } : {}),
    },
    tool_choice: body['tool_choice'] ?? 'auto',
    tools: taken.tools,
    top_p: numberOf(body['top_p']),
    truncation: 'disabled',
    user: textOf(body['user']),
  };
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}
