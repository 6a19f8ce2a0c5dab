import { PerChoice, type ChatCompletionChunk, type ChunkChoice, type ChunkDelta } from '@reg/core';
import type { ChunkDecoder, DecodeContext } from '../chat-codec.js';
import { refuseInBandError } from '../errors/in-band-error.js';
import { malformed } from '../errors/malformed.js';
import { mapError } from '../errors/map-error.js';
import { isJsonObject, type JsonObject } from '../json-object.js';
import { createdOf, idOf, modelOf, positionIn } from './envelope.js';
import { readFinishReason } from './finish-reason.js';
import { hasAnswer, mendTexts } from './message-part.js';
import { normalizeUsage } from './normalize-usage.js';
import { createToolCallAssembler, type ToolCallAssembler } from './tool-calls.js';

/** More choices than any vendor gives; beyond it the vendor is not believed. */
const maxChoices = 128;

/** What a stream must remember of one choice. */
interface ChoiceSoFar {
  begun: boolean;
  finished: boolean;
  /** Made with the first of them. */
  calls?: ToolCallAssembler;
}

/**
 * Mends the chunks of one stream: the role once, one finish reason that is null until then, every tool call under
 * an index of its own, reasoning and usage where OpenAI has them. Usage is accepted at the top of a chunk with
 * choices, at the top of a last chunk without, and inside `choices[0]`; it is put at the top of the same chunk.
 */
export function createChunkDecoder(context: DecodeContext): ChunkDecoder {
  const choices = new PerChoice<ChoiceSoFar>();
  let lastId: string | undefined;

  const soFarOf = (index: number): ChoiceSoFar => {
    const known = choices.get(index);
    if (known !== undefined) return known;
    if (choices.size >= maxChoices)
      throw malformed(context, `the stream has more than ${maxChoices} choices`);
    const soFar: ChoiceSoFar = { begun: false, finished: false };
    choices.set(index, soFar);
    return soFar;
  };

  const decode = (event: unknown): ChatCompletionChunk | undefined => {
    if (!isJsonObject(event)) throw malformed(context, 'an event of the stream is no JSON object');
    refuseInBandError(event, { context, codec: { mapError } });
    if (isPlain(event, choices.get(0))) {
      lastId = event.id;
      soFarOf(0).begun = true;
      return event;
    }
    const listed = Array.isArray(event['choices']) ? event['choices'].filter(isJsonObject) : undefined;
    const usage = normalizeUsage(
      event['usage'] ?? listed?.findLast((one) => one['usage'] != null)?.['usage'],
    );
    if (listed === undefined && usage === undefined) return undefined;
    const id = typeof event['id'] === 'string' && event['id'] !== '' ? event['id'] : lastId;
    lastId = id ?? idOf(event, context);
    const place = { id: lastId, event, context };
    const decoded = (listed ?? []).map((choice) => {
      const index = positionIn(choice['index']) ?? 0;
      return decodeChoice(choice, soFarOf(index), { ...place, index });
    });
    const live = decoded.filter((choice) => choice !== undefined);
    if (decoded.length > 0 && live.length === 0 && usage === undefined) return undefined;
    return chunkOf(event, { ...place, choices: live, usage });
  };
  return Object.assign(decode, { passesTexts: true });
}

/**
 * A chunk that needs no mending: one more piece of the text of the first choice, in OpenAI's shape. Nearly all are,
 * and pass as they came.
 */
function isPlain(
  event: JsonObject,
  soFar: ChoiceSoFar | undefined,
): event is JsonObject & ChatCompletionChunk {
  const { id, object, created, model, choices, usage, error } = event;
  if (typeof id !== 'string' || id === '' || object !== 'chat.completion.chunk') return false;
  if (!Number.isSafeInteger(created) || typeof model !== 'string' || model === '') return false;
  if (usage != null || error !== undefined || 'error' in event) return false;
  if (!Array.isArray(choices) || choices.length !== 1) return false;
  const choice: unknown = choices[0];
  if (!isJsonObject(choice) || choice['index'] !== 0 || choice['finish_reason'] !== null) return false;
  return (
    soFar?.finished !== true && !('usage' in choice) && isPlainDelta(choice['delta'], soFar?.begun === true)
  );
}

function isPlainDelta(delta: unknown, begun: boolean): boolean {
  if (!isJsonObject(delta)) return false;
  let hasRole = false;
  for (const name in delta) {
    const value = delta[name];
    if (name === 'role' && !begun && value === 'assistant') hasRole = true;
    else if ((name !== 'content' && name !== 'reasoning_content') || typeof value !== 'string') return false;
  }
  return begun || hasRole;
}

interface ChunkPlace {
  readonly id: string;
  readonly event: JsonObject;
  readonly context: DecodeContext;
}

function chunkOf(
  event: JsonObject,
  parts: ChunkPlace & { readonly choices: ChunkChoice[]; readonly usage: ChatCompletionChunk['usage'] },
): ChatCompletionChunk {
  // Clients take any `error` for one; what comes here is none.
  const { usage: given, error: _none, ...rest } = event;
  const usage = parts.usage ?? (given === null ? null : undefined);
  return {
    ...rest,
    id: parts.id,
    object: 'chat.completion.chunk',
    created: createdOf(event, parts.context),
    model: modelOf(event, parts.context),
    choices: parts.choices,
    ...(usage === undefined ? {} : { usage }),
  };
}

/** `undefined` for a choice that ended before and tells nothing more: GLM finishes tool calls twice. */
function decodeChoice(
  choice: JsonObject,
  soFar: ChoiceSoFar,
  place: ChunkPlace & { readonly index: number },
): ChunkChoice | undefined {
  const { event, context } = place;
  const requestId = event['request_id'] ?? event['id'];
  const reason = readFinishReason(choice['finish_reason'], context, requestId) ?? null;
  const delta = decodeDelta(choice['delta'], soFar, place);
  if (soFar.finished && !hasAnswer(delta)) return undefined;
  const { usage: _usage, ...rest } = choice;
  const finish_reason = soFar.finished ? null : reason;
  soFar.finished ||= reason !== null;
  return { ...rest, index: place.index, delta, finish_reason };
}

function decodeDelta(raw: unknown, soFar: ChoiceSoFar, { id, context }: ChunkPlace): ChunkDelta {
  const { role: _role, tool_calls: calls, ...rest } = mendTexts(isJsonObject(raw) ? raw : {});
  const role = soFar.begun ? {} : { role: 'assistant' as const };
  soFar.begun = true;
  if (!Array.isArray(calls) || calls.length === 0) return { ...role, ...rest };
  soFar.calls ??= createToolCallAssembler((message) => malformed(context, message));
  return { ...role, ...rest, tool_calls: soFar.calls.decode(calls, id) };
}
