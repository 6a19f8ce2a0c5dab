import type { FailureKind } from '@reg/core';
import type { ErrorFacts, ErrorResponse } from '../chat-codec.js';
import { isJsonObject } from '../json-object.js';

/** Anthropic's words for failures that mean nothing to OpenAI's clients (platform.claude.com, errors, 2026-11). */
const kinds: ReadonlyMap<unknown, FailureKind> = new Map<unknown, FailureKind>([
  ['invalid_request_error', 'invalid_request'],
  ['request_too_large', 'request_too_large'],
  ['timeout_error', 'gateway_timeout'],
  ['billing_error', 'quota_exhausted'],
]);

/**
 * What an error of an Anthropic endpoint means, `{ type: "error", error: { type, message }, request_id }`: the vendor's
 * own table first, which reads the same fields, and Anthropic's word where an event of a stream has no status to go by.
 */
export function mapAnthropicError(
  response: ErrorResponse,
  mapError: (response: ErrorResponse) => ErrorFacts,
): ErrorFacts {
  const facts = mapError(response);
  // The kind of whoever says nothing in particular.
  if (response.status >= 300 || facts.kind !== 'server_error') return facts;
  const error = isJsonObject(response.json) ? response.json['error'] : undefined;
  return { ...facts, kind: kinds.get(isJsonObject(error) ? error['type'] : undefined) ?? facts.kind };
}
