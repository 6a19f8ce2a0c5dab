import type { APIError, Credential, FailureKind, ProviderCall } from '@reg/core';
import { version } from '../version.js';

const withoutKey: Readonly<Record<string, string>> = {};

/** By credential: the same object each time, so that whoever compares headers sees at once that nothing is new. */
const bearers = new WeakMap<Credential, Readonly<Record<string, string>>>();

/** Headers that show the key: `Authorization: Bearer …`, or none without a key. */
export function bearer(credential: Credential | undefined): Readonly<Record<string, string>> {
  if (credential === undefined) return withoutKey;
  let headers = bearers.get(credential);
  if (headers === undefined) {
    headers = { authorization: `Bearer ${credential.secret.reveal()}` };
    bearers.set(credential, headers);
  }
  return headers;
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
const maxKnownSets = 32;

interface KnownSet {
  readonly sources: HeaderSources;
  readonly checked: Readonly<Record<string, string>>;
}

/**
 * Makes the headers of requests, and checks each set of them once: nearly all requests have the same, but for their id.
 */
export function createHeaderMaker(): (sources: HeaderSources) => Record<string, string> {
  const known: KnownSet[] = [];
  const checkedOf = (sources: HeaderSources): Readonly<Record<string, string>> => {
    for (const one of known) if (isSameSet(one.sources, sources)) return one.checked;
    const { requestId: _requestId, ...call } = sources.call;
    const checked = requestHeaders({ ...sources, call });
    if (known.length >= maxKnownSets) known.length = 0;
    known.push({ sources: { ...sources, call: withoutRest(call) }, checked });
    return checked;
  };
  return (sources) => {
    const headers: Record<string, string> = { ...checkedOf(sources) };
    const { requestId } = sources.call;
    if (requestId !== undefined) headers['x-request-id'] ??= headerText(requestId);
    return headers;
  };
}

/** What a remembered set need not keep alive. */
function withoutRest({ timeouts }: ProviderCall): ProviderCall {
  return { timeouts };
}

/** Of one maker the settings are always the same. */
function isSameSet(one: HeaderSources, other: HeaderSources): boolean {
  return (
    one.accept === other.accept &&
    one.contentType === other.contentType &&
    areSame(one.request, other.request) &&
    areSame(one.authorization, other.authorization)
  );
}

function areSame(
  one: Readonly<Record<string, string>> = {},
  other: Readonly<Record<string, string>> = {},
): boolean {
  if (one === other) return true;
  let names = 0;
  for (const name in one) {
    if (one[name] !== other[name]) return false;
    names += 1;
  }
  return names === Object.keys(other).length;
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
  if (text.length <= 128 && !/[^\x21-\x7e]/.test(text)) return text;
  return text.replace(/[^\x21-\x7e]/g, '_').slice(0, 128);
}

function isHeaderValue(value: string): boolean {
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(value);
}
