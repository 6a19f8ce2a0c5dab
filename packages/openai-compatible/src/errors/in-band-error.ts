import { createApiError, type APIError } from '@reg/core';
import type { ChatCodec, DecodeContext } from '../chat-codec.js';
import { isNestedTooDeeply } from '../json-depth.js';
import { isJsonObject } from '../json-object.js';
import { scrub, withoutSecret } from './scrub.js';

/** The text of an error is bounded like that of an error response. */
const maxTextLength = 65_536;

/**
 * Whether JSON under HTTP 200 is an error all the same: `{error}` with anything in it that clients take for one,
 * `{success: false}`, `{object: "error"}`, or a code with a message and no answer.
 */
export function isInBandError(json: unknown): boolean {
  if (!isJsonObject(json)) return false;
  const { error, success, object } = json;
  if (Boolean(error) && !isEmptyList(error)) return true;
  if (success === false || object === 'error') return true;
  return (
    json['choices'] === undefined &&
    success !== true &&
    typeof json['msg'] === 'string' &&
    !isZero(json['code'])
  );
}

/** What is known about the answer that an error stands in. */
export interface InBandPlace {
  readonly context: DecodeContext;
  /** `mapError` of the vendor's codec decides. */
  readonly codec: Pick<ChatCodec, 'mapError'>;
  readonly headers?: Readonly<Record<string, string>>;
  /** What the error may not show. */
  readonly secrets?: readonly string[];
}

/** The error inside a 200, mapped as if it were an error response with that status. */
export function inBandError(json: unknown, place: InBandPlace): APIError {
  const { context, codec, headers = {}, secrets = [] } = place;
  const text = isNestedTooDeeply(json) ? '' : JSON.stringify(json).slice(0, maxTextLength);
  const response = { status: 200, headers, json, text, nowMs: context.nowSeconds * 1_000 };
  const facts = codec.mapError(response);
  return createApiError({
    ...facts,
    provider: context.provider,
    // Calls about no model have none to name.
    ...(context.model.id === '' ? {} : { model: context.model.id }),
    message: scrub(facts.message, secrets),
    ...(facts.vendorCode === undefined
      ? {}
      : { vendorCode: secrets.reduce(withoutSecret, facts.vendorCode) }),
  });
}

/**
 * Throws when JSON under HTTP 200 is an error.
 *
 * @throws the class that fits what `mapError` says.
 */
export function refuseInBandError(json: unknown, place: InBandPlace): void {
  if (isInBandError(json)) throw inBandError(json, place);
}

/** No errors, as some say it. */
function isEmptyList(error: unknown): boolean {
  return Array.isArray(error) && error.length === 0;
}

/** Zero is how these bodies say that all is well. */
function isZero(code: unknown): boolean {
  return code === 0 || code === '0';
}
