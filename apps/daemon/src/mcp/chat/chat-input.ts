import type { ChatMessage, ChatRequest, RouteOptions } from '@reg/core';
import * as z from 'zod';

const message = z.looseObject({
  role: z.enum(['system', 'developer', 'user', 'assistant', 'tool']),
  content: z
    .union([z.string(), z.array(z.looseObject({ type: z.string() }))])
    .nullish()
    .describe('Text, or OpenAI content parts such as {"type":"text","text":"…"}.'),
});

/**
 * What `chat` and `explain_route` take. Strict: a guarantee that is misspelled (`maxCostUSD`) is refused instead of
 * being dropped without a word.
 */
export const chatInput = z
  .strictObject({
    prompt: z.string().min(1).optional().describe('The question. Either this or messages.'),
    system: z.string().min(1).optional().describe('A system message before everything else.'),
    messages: z
      .array(message)
      .min(1)
      .optional()
      .describe('A conversation in OpenAI Chat Completions form. Either this or prompt.'),
    model: z
      .string()
      .min(1)
      .max(256)
      .optional()
      .describe(
        'A model id, provider/model, auto or auto:<category>; list_models names them. Default: what the operator set, else auto.',
      ),
    category: z
      .string()
      .min(1)
      .optional()
      .describe('extended_reasoning, fast_response, balanced, or one of the operator.'),
    freeOnly: z.boolean().optional().describe('Call no model that costs money, whatever fails.'),
    maxCostUsd: z
      .number()
      .nonnegative()
      .optional()
      .describe('US dollars that this may cost at most, all attempts together.'),
    maxTokens: z.int().positive().optional().describe('Output tokens at most.'),
    temperature: z.number().optional(),
    allowFallback: z
      .boolean()
      .optional()
      .describe('Let another model answer when the one named in model cannot. Default: no.'),
    deadlineMs: z
      .number()
      .positive()
      .optional()
      .describe('Milliseconds for the whole call, retries and failover included.'),
  })
  .refine(({ prompt, messages }) => (prompt === undefined) !== (messages === undefined), {
    message: 'Give either prompt or messages',
  });

export type ChatInput = z.output<typeof chatInput>;

export interface RoutedChat {
  readonly request: ChatRequest;
  readonly route: RouteOptions;
}

/** The request and the routing options that a tool's arguments mean. */
export function chatFromInput(input: ChatInput): RoutedChat {
  const { prompt, system, messages, model, maxTokens, temperature } = input;
  const asked = (messages ?? [{ role: 'user', content: prompt }]) as ChatMessage[];
  return {
    request: {
      model: model ?? '',
      messages: system === undefined ? asked : [{ role: 'system', content: system }, ...asked],
      ...(maxTokens === undefined ? {} : { max_tokens: maxTokens }),
      ...(temperature === undefined ? {} : { temperature }),
    },
    route: routeFrom(input),
  };
}

function routeFrom({ category, freeOnly, maxCostUsd, allowFallback, deadlineMs }: ChatInput): RouteOptions {
  return {
    ...(category === undefined ? {} : { category }),
    ...(freeOnly === undefined ? {} : { freeOnly }),
    ...(maxCostUsd === undefined ? {} : { maxCostUsd }),
    ...(allowFallback === undefined ? {} : { allowFallback }),
    ...(deadlineMs === undefined ? {} : { deadlineMs }),
  };
}
