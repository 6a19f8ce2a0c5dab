import type { FailureKind } from '@reg/core';
import type { ErrorFacts, ErrorResponse } from '../chat-codec.js';
import { kindsOfCodes, strongKinds, wording } from './error-wording.js';
import { retryAfterMs } from './retry-timing.js';
import { scrub } from './scrub.js';
import { readVendorError, type VendorErrorBody } from './vendor-error-body.js';

/** Longer messages of vendors are cut: an error is read by people. */
const maxMessageLength = 600;

const requestIdHeaders = ['x-request-id', 'request-id', 'x-trace-id', 'cf-ray'];

/** What an error response of any OpenAI-compatible server means: codes first, then the status, then the words. */
export function mapError(response: ErrorResponse): ErrorFacts {
  const error = readVendorError(response.json);
  const vendorCode = error.code ?? error.type;
  const vendorRequestId = error.requestId ?? requestIdIn(response.headers);
  const waitMs = retryAfterMs({ ...response, text: error.message });
  return {
    kind: kindOf(response, error),
    message: scrub(messageOf(response, error)).slice(0, maxMessageLength),
    ...(vendorCode === undefined ? {} : { vendorCode: scrub(vendorCode).slice(0, 128) }),
    ...(vendorRequestId === undefined ? {} : { vendorRequestId: vendorRequestId.slice(0, 128) }),
    ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }),
  };
}

function kindOf(response: ErrorResponse, error: VendorErrorBody): FailureKind {
  const named = [error.code, error.type]
    .map((name) => kindsOfCodes.get(name?.toLowerCase() ?? ''))
    .find((kind) => kind !== undefined);
  const status = statusOf(response.status, error);
  if (named !== undefined && (codeDecides(status) || strongKinds.includes(named))) return named;
  const text = error.message === '' ? response.text.slice(0, 4_096) : error.message;
  return status === undefined ? kindOfWords(text) : kindOfStatus(status, text);
}

/** Under these the words of a message mislead: a rate limit may end with an advertisement for a larger plan. */
function codeDecides(status: number | undefined): boolean {
  return status === undefined || status === 429 || status >= 500;
}

/** Inside a 200 a code of three digits is the status that should have been. */
function statusOf(status: number, { code }: VendorErrorBody): number | undefined {
  if (status >= 300) return status;
  return /^[45]\d\d$/.test(code ?? '') ? Number(code) : undefined;
}

const kindsOfStatuses: ReadonlyMap<number, FailureKind> = new Map<number, FailureKind>([
  [401, 'authentication'],
  [402, 'quota_exhausted'],
  [404, 'model_not_found'],
  // The server gave up waiting for the request, not for the answer.
  [408, 'server_error'],
  [409, 'server_error'],
  [451, 'content_filter'],
  [499, 'gateway_timeout'],
  [504, 'gateway_timeout'],
  [522, 'gateway_timeout'],
  [524, 'gateway_timeout'],
  [529, 'overloaded'],
]);

function kindOfStatus(status: number, text: string): FailureKind {
  const fixed = kindsOfStatuses.get(status);
  if (fixed !== undefined) return fixed;
  if (status < 400) return 'malformed_response';
  if (status >= 500) return wording.overloaded.test(text) ? 'overloaded' : 'server_error';
  if (status === 403) return wording.quota.test(text) ? 'quota_exhausted' : 'permission_denied';
  if (status === 429) return kindOfTooMany(text);
  if (wording.contextWindow.test(text)) return 'context_window_exceeded';
  if (status === 413) return 'request_too_large';
  if (wording.contentFilter.test(text)) return 'content_filter';
  if (wording.authentication.test(text)) return 'authentication';
  return wording.noModel.test(text) ? 'model_not_found' : 'invalid_request';
}

function kindOfTooMany(text: string): FailureKind {
  if (wording.quota.test(text)) return 'quota_exhausted';
  return wording.overloaded.test(text) ? 'overloaded' : 'rate_limited';
}

/** An error inside a 200 that names nothing: the vendor failed, unless its words say otherwise. */
function kindOfWords(text: string): FailureKind {
  if (wording.contextWindow.test(text)) return 'context_window_exceeded';
  if (wording.quota.test(text)) return 'quota_exhausted';
  if (wording.contentFilter.test(text)) return 'content_filter';
  if (wording.overloaded.test(text)) return 'overloaded';
  return wording.rateLimit.test(text) ? 'rate_limited' : 'server_error';
}

function messageOf({ status, headers, text }: ErrorResponse, error: VendorErrorBody): string {
  if (error.message !== '') return error.message.slice(0, 4 * maxMessageLength);
  if (status >= 300 && status < 400)
    return `answered with a redirect to ${headers['location'] ?? 'nowhere'}; set baseUrl to where it really answers`;
  const plain = text.trim();
  if (plain === '') return 'answered with an error and no explanation';
  if (!/^(?:<!doctype|<html|<\?xml|<head|<body)/i.test(plain)) return plain.slice(0, 4 * maxMessageLength);
  const title = /<title>([^<]{1,200})<\/title>/i.exec(plain)?.[1]?.trim();
  return `answered with a web page${title === undefined ? '' : ` ("${title}")`} instead of an error of its API`;
}

function requestIdIn(headers: Readonly<Record<string, string>>): string | undefined {
  return requestIdHeaders.map((name) => headers[name]).find((id) => id !== undefined && id !== '');
}
