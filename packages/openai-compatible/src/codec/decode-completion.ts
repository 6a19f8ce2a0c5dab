import type { AssistantMessage, ChatChoice, ChatCompletion } from '@reg/core';
import type { DecodeContext } from '../chat-codec.js';
import { refuseInBandError } from '../errors/in-band-error.js';
import { malformed } from '../errors/malformed.js';
import { mapError } from '../errors/map-error.js';
import { isJsonObject, type JsonObject } from '../json-object.js';
import { createdOf, idOf, modelOf, positionIn } from './envelope.js';
import { readFinishReason } from './finish-reason.js';
import { hasAnswer, mendTexts } from './message-part.js';
import { normalizeUsage } from './normalize-usage.js';
import { isPlainCompletion } from './plain-completion.js';
import { decodeToolCalls } from './tool-calls.js';

/**
 * A whole answer in OpenAI's shape: what a vendor leaves out is filled in, what it does not know passes.
 *
 * @throws MalformedResponseError for no choices, no message, or an answer with nothing in it that claims to be
 * complete. An empty answer that was cut by its token limit is valid: reasoning may use all of it up.
 */
export function decodeCompletion(body: unknown, context: DecodeContext): ChatCompletion {
  refuseInBandError(body, { context, codec: { mapError } });
  if (!isJsonObject(body)) throw malformed(context, 'the answer is no JSON object');
  if (isPlainCompletion(body)) return withNormalUsage(body);
  const listed = body['choices'];
  if (!Array.isArray(listed) || listed.length === 0) throw malformed(context, 'the answer has no choices');
  const id = idOf(body, context);
  const choices = listed.map((choice: unknown, position) =>
    decodeChoice(choice, { position, id, body, context }),
  );
  if (choices.every(isEmptyEnd)) throw malformed(context, 'the answer says that it is complete but is empty');
  // Clients take any `error` for one; what comes here is none.
  const { usage: _usage, error: _none, ...rest } = body;
  const usage = normalizeUsage(body['usage'] ?? choiceUsage(listed));
  return {
    ...rest,
    id,
    object: 'chat.completion',
    created: createdOf(body, context),
    model: modelOf(body, context),
    choices,
    ...(usage === undefined ? {} : { usage }),
  };
}

type Writable<T> = { -readonly [Name in keyof T]: T[Name] };

/** The very object that came where its usage is normal too, so that whoever passes it on knows. */
function withNormalUsage(completion: ChatCompletion): ChatCompletion {
  const usage = normalizeUsage(completion.usage);
  if (usage === completion.usage) return completion;
  // A copy with the field set is made in a fraction of the time of one without it.
  const copy: Writable<ChatCompletion> = { ...completion };
  if (usage === undefined) delete copy.usage;
  else copy.usage = usage;
  return copy;
}

interface ChoicePlace {
  readonly position: number;
  readonly id: string;
  readonly body: JsonObject;
  readonly context: DecodeContext;
}

function decodeChoice(choice: unknown, place: ChoicePlace): ChatChoice {
  const { position, id, body, context } = place;
  if (!isJsonObject(choice) || !isJsonObject(choice['message']))
    throw malformed(context, 'a choice of the answer has no message');
  const message = decodeMessage(choice['message'], id);
  const reason = readFinishReason(choice['finish_reason'], context, body['request_id'] ?? body['id']);
  const { usage: _usage, ...rest } = choice;
  return {
    ...rest,
    index: positionIn(choice['index']) ?? position,
    message,
    finish_reason: reason ?? (message.tool_calls === undefined ? 'stop' : 'tool_calls'),
  };
}

function decodeMessage(message: JsonObject, answerId: string): AssistantMessage {
  const { tool_calls: calls, reasoning_content: reasoning, ...rest } = mendTexts(message);
  const toolCalls = decodeToolCalls(calls, answerId);
  return {
    ...rest,
    role: 'assistant',
    content: typeof rest['content'] === 'string' ? rest['content'] : null,
    ...(typeof reasoning === 'string' ? { reasoning_content: reasoning } : {}),
    ...(toolCalls === undefined ? {} : { tool_calls: toolCalls }),
  };
}

function isEmptyEnd({ message, finish_reason: reason }: ChatChoice): boolean {
  return reason !== 'length' && reason !== 'content_filter' && !hasAnswer(message);
}

function choiceUsage(choices: readonly unknown[]): unknown {
  return choices.filter(isJsonObject).findLast((choice) => choice['usage'] != null)?.['usage'];
}
