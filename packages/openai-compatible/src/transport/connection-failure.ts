import type { FailureKind } from '@reg/core';

/** What a failure of the connection means. */
export interface ConnectionFailure {
  readonly kind: FailureKind;
  readonly message: string;
}

/** Codes of undici and of the system that mean something else than a connection that could not be made or broke. */
const special: ReadonlyMap<string, ConnectionFailure> = new Map<string, ConnectionFailure>([
  ['UND_ERR_CONNECT_TIMEOUT', { kind: 'connect_timeout', message: 'no connection was made in time' }],
  ['ETIMEDOUT', { kind: 'connect_timeout', message: 'no connection was made in time' }],
  ['UND_ERR_DESTROYED', { kind: 'aborted', message: 'the provider was closed' }],
  ['UND_ERR_CLOSED', { kind: 'aborted', message: 'the provider was closed' }],
  [
    'UND_ERR_HEADERS_OVERFLOW',
    { kind: 'malformed_response', message: 'the headers of the answer have no end' },
  ],
  ['UND_ERR_INVALID_ARG', { kind: 'invalid_request', message: 'the request cannot be sent over HTTP' }],
]);

/** Codes that people meet, in words that say what to look at; `%` stands for the origin. */
const words: ReadonlyMap<string, string> = new Map([
  ['ECONNREFUSED', 'nothing listens at %'],
  ['ENOTFOUND', 'there is no host of the name in %'],
  ['EAI_AGAIN', 'the name in % could not be looked up'],
  ['EHOSTUNREACH', 'there is no route to %'],
  ['ENETUNREACH', 'there is no network to %'],
  ['ECONNRESET', 'the connection was reset by %'],
  ['UND_ERR_SOCKET', 'the connection was closed by %'],
  ['EPIPE', 'the connection was closed by %'],
]);

/**
 * What went wrong below HTTP. The error's own text is not repeated and the error is not kept: undici puts pieces
 * of what was received into both.
 *
 * @param origin - `https://host:port`, for the message.
 */
export function connectionFailureOf(error: unknown, origin: string): ConnectionFailure {
  const code = codeOf(error);
  const known = special.get(code);
  if (known !== undefined) return known;
  if (isUnfinished(error))
    return { kind: 'connection', message: `the connection was closed by ${origin} before the end` };
  if (isNotHttp(error, code))
    return { kind: 'malformed_response', message: `what ${origin} answers is not HTTP` };
  const failed = isCertificateCode(code) ? 'TLS with % failed' : 'the connection to % failed';
  const what = (words.get(code) ?? failed).replace('%', () => origin);
  return { kind: 'connection', message: `${what}${code === '' ? '' : ` (${code})`}` };
}

/**
 * The bytes ended where the parser wanted more. With `connection: close` undici reports a connection that broke this
 * way, with or without the parser's code.
 */
function isUnfinished(error: unknown): boolean {
  return isParserError(error) && /\bInvalid EOF/.test(error.message);
}

function isNotHttp(error: unknown, code: string): boolean {
  return code.startsWith('HPE_') || isParserError(error);
}

function isParserError(error: unknown): error is Error {
  return error instanceof Error && error.name === 'HTTPParserError';
}

function isCertificateCode(code: string): boolean {
  return /CERT|TLS|SSL|SIGNATURE|EPROTO/.test(code);
}

function codeOf(error: unknown, depth = 0): string {
  if (typeof error !== 'object' || error === null || depth > 4) return '';
  const { code, cause, errors } = error as Readonly<Record<'code' | 'cause' | 'errors', unknown>>;
  if (typeof code === 'string') return code;
  // Several addresses were tried and each failed: the first tells enough.
  return codeOf(Array.isArray(errors) ? errors[0] : cause, depth + 1);
}
