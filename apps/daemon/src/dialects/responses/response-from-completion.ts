import type { ChatCompletion, ChatCompletionChunk, TokenUsage } from '@reg/core';
import { ResponseEvents, type EventsContext } from './response-events.js';
import type { ResponseObject } from './response-object.js';

/**
 * A whole answer as a Response: what its stream would end with, so that the two can never tell different things.
 *
 * @param counted - the usage to tell where the vendor gave none.
 * @throws what `context.refuse` makes, when the answer has no choice.
 */
export function responseFromCompletion(
  completion: ChatCompletion,
  counted: TokenUsage,
  context: EventsContext,
): ResponseObject {
  const events = new ResponseEvents(context);
  events.translate(chunkFrom(completion));
  const last = events.end(counted).at(-1);
  if (last === undefined || !('response' in last)) throw context.refuse('the answer has no end');
  return last.response;
}

/** A whole answer as the only chunk of a stream. */
function chunkFrom({ id, created, model, choices, usage }: ChatCompletion): ChatCompletionChunk {
  return {
    id,
    object: 'chat.completion.chunk',
    created,
    model,
    choices: choices.map(({ index, message, finish_reason }) => {
      const { tool_calls: calls, ...rest } = message;
      const tool_calls = (calls ?? []).map((call, position) => ({ ...call, index: position }));
      return { index, delta: { ...rest, tool_calls }, finish_reason };
    }),
    ...(usage === undefined ? {} : { usage }),
  };
}
