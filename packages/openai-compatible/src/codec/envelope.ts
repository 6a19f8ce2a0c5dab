import type { DecodeContext } from '../chat-codec.js';
import type { JsonObject } from '../json-object.js';

/** The id of an answer, or one made of what is known: clients want a text here. */
export function idOf(body: JsonObject, context: DecodeContext): string {
  const { id } = body;
  return typeof id === 'string' && id !== '' ? id : `chatcmpl-${context.nowSeconds}`;
}

/** Seconds since the epoch; now for vendors that leave it out. */
export function createdOf(body: JsonObject, context: DecodeContext): number {
  const { created } = body;
  return typeof created === 'number' && Number.isFinite(created) ? Math.floor(created) : context.nowSeconds;
}

/** The model that the vendor says has answered, else the one that was asked. */
export function modelOf(body: JsonObject, context: DecodeContext): string {
  const { model } = body;
  return typeof model === 'string' && model !== '' ? model : context.model.id;
}

/** The position of a choice or a tool call, if the vendor gave one that can be. */
export function positionIn(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : undefined;
}
