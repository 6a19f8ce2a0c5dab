import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Secret } from '@reg/config';
import type { ClientExchange, ClientKeys } from '../keys/client-keys.js';
import type { Client } from '../keys/client.js';
import { HttpProblem } from './http-problem.js';

/** Says whether the headers carry one of the daemon's keys, and whose it is; nobody's for a key of configuration. */
export type KeyCheck = (headers: IncomingHttpHeaders, exchange: ClientExchange) => Client | undefined;

/**
 * A check against `keys` and the virtual ones; with neither everything passes. Digests are compared, every one of them, so
 * the time taken tells neither the length of a key nor how much of a guess was right.
 *
 * @throws HttpProblem 401 from the check.
 */
export function createKeyCheck(
  keys: readonly Secret[],
  clientKeys?: Pick<ClientKeys, 'inUse' | 'clientWith'>,
): KeyCheck {
  const digests = keys.map((key) => digest(key.reveal()));
  return (headers, exchange) => {
    if (keys.length === 0 && clientKeys?.inUse !== true) return undefined;
    const offered = offeredKey(headers);
    if (offered === undefined) throw unauthorized('This daemon wants an API key');
    const candidate = digest(offered);
    let known = false;
    for (const expected of digests) known = timingSafeEqual(expected, candidate) || known;
    if (known) return undefined;
    const client = clientKeys?.clientWith(offered, exchange);
    if (client === undefined) throw unauthorized('The API key is not one of this daemon');
    return client;
  };
}

/** Clients of different dialects send their key in different headers. */
function offeredKey(headers: IncomingHttpHeaders): string | undefined {
  const bearer = /^bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1];
  return bearer ?? single(headers['x-api-key']) ?? single(headers['api-key']);
}

function single(value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function digest(value: string): Buffer {
  return createHash('sha256').update(value).digest();
}

function unauthorized(what: string): HttpProblem {
  return new HttpProblem(
    401,
    'invalid_api_key',
    `${what}. Send one of REG_API_KEYS, or one made with \`reg keys create\`, as "Authorization: Bearer <key>" or in x-api-key.`,
    { type: 'authentication_error', headers: { 'www-authenticate': 'Bearer' } },
  );
}
