import type { APIError, Credential, FailureKind, ProviderCall } from '@reg/core';
import { version } from '../version.js';

/** Headers that show the key: `Authorization: Bearer …`, or none without a key. */
export function bearer(credential: Credential | undefined): Readonly<Record<string, string>> {
  return credential === undefined ? {} : { authorization: `Bearer ${credential.secret.reveal()}` };
}

/** The key as Anthropic's own clients show it: `x-api-key: …`, or none without a key. */
export function apiKeyHeader(credential: Credential | undefined): Readonly<Record<string, string>> {
  return credential === undefined ? {} : { 'x-api-key': credential.secret.reveal() };
}

/** Where the headers of a request come from; later ones win. */
export interface HeaderSources {
  readonly call: ProviderCall;
  readonly accept: string;
  readonly contentType?: string | undefined;
  /** Of the provider's settings. */
  readonly settings?: Readonly<Record<string, string>> | undefined;
  /** Of this request. */
  readonly request?: Readonly<Record<string, string>> | undefined;
  /** Of the credential. */
  readonly authorization: Readonly<Record<string, string>>;
  readonly fail: (kind: FailureKind, message: string) => APIError;
}

/** Sets of headers that were checked before; whoever fills it with ever new ones begins anew. */
const maxKnownSets = 64;

/**
 * Makes the headers of requests, and checks each set of them once: nearly all requests have the same, but for their id.
 */
export function createHeaderMaker(): (sources: HeaderSources) => Record<string, string> {
  const known = new Map<string, Readonly<Record<string, string>>>();
  return (sources) => {
    const { requestId, ...call } = sources.call;
    const { authorization, accept, contentType = '', request = {} } = sources;
    const key = `${textKey(accept)}${textKey(contentType)}${fieldsKey(authorization)}${fieldsKey(request)}`;
    let checked = known.get(key);
    if (checked === undefined) {
      checked = requestHeaders({ ...sources, call });
      if (known.size >= maxKnownSets) known.clear();
      known.set(key, checked);
    }
    if (requestId === undefined || checked['x-request-id'] !== undefined) return { ...checked };
    return { ...checked, 'x-request-id': headerText(requestId) };
  };
}

/** With their number, and each text with its length, so that no two sets can pass for one. */
function fieldsKey(fields: Readonly<Record<string, string>>): string {
  const names = Object.keys(fields);
  let key = `${names.length};`;
  for (const name of names) key += textKey(name) + textKey(fields[name] ?? '');
  return key;
}

function textKey(text: string): string {
  return `${text.length}:${text}`;
}

/**
 * The headers of a request, with lower-case names.
 *
 * @throws AuthenticationError for a key, BadRequestError for another value that no header can carry.
 */
export function requestHeaders(sources: HeaderSources): Record<string, string> {
  const { call, authorization, fail } = sources;
  const headers: Record<string, string> = {
    accept: sources.accept,
    // Nothing here decompresses: a bomb of a few bytes must not become gigabytes.
    'accept-encoding': 'identity',
    'user-agent': `reg/${version}`,
    ...(sources.contentType === undefined ? {} : { 'content-type': sources.contentType }),
    ...(call.requestId === undefined ? {} : { 'x-request-id': headerText(call.requestId) }),
  };
  for (const source of [sources.settings ?? {}, sources.request ?? {}, authorization])
    for (const [name, value] of Object.entries(source)) headers[name.toLowerCase()] = value;
  for (const [name, value] of Object.entries(headers)) {
    if (isHeaderValue(value)) continue;
    throw Object.keys(authorization).some((given) => given.toLowerCase() === name)
      ? fail('authentication', 'the key has characters that no HTTP header can carry; was it copied whole?')
      : fail('invalid_request', `the header ${name} has characters that no HTTP header can carry`);
  }
  return headers;
}

/** Everything in the headers that must never be seen in an error. */
export function secretsIn(
  call: ProviderCall,
  authorization: Readonly<Record<string, string>>,
  settings: Readonly<Record<string, string>> = {},
): readonly string[] {
  const shown = [...Object.values(authorization), ...Object.values(settings)]
    .map((value) => value.replace(/^(?:bearer|basic|token) +/i, ''))
    // Short values of headers are words, not keys.
    .filter((value) => value.length >= 8);
  const key = call.credential?.secret.reveal();
  return [...new Set(key === undefined ? shown : [key, ...shown])];
}

function headerText(text: string): string {
  return text.replace(/[^\x21-\x7e]/g, '_').slice(0, 128);
}

function isHeaderValue(value: string): boolean {
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(value);
}
