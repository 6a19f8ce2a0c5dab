import type { IncomingHttpHeaders } from 'node:http';
import { HttpProblem } from './http-problem.js';

/** Whether a host name or address can only mean this machine. */
export function isLoopbackHost(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[(.*)\]$/, '$1');
  return (
    name === 'localhost' || name.endsWith('.localhost') || name === '::1' || /^127(\.\d{1,3}){3}$/.test(name)
  );
}

/** The last host that was found to be this machine: nearly every request says the same. */
let allowedBefore: string | undefined;

/**
 * Keeps web pages away from a daemon that has no keys. A page of some site can reach 127.0.0.1 in the visitor's
 * browser, directly (its Origin gives it away) or by a name that it re-points there (the Host does).
 *
 * @throws HttpProblem 403
 */
export function guardLoopback(headers: IncomingHttpHeaders): void {
  const { host = '' } = headers;
  if (host !== allowedBefore) {
    if (!isLoopbackHost(hostName(host)))
      throw forbidden('host_not_allowed', 'the Host header does not name this machine');
    allowedBefore = host;
  }
  const { origin } = headers;
  if (origin !== undefined && !isLoopbackHost(originHost(origin))) {
    throw forbidden('origin_not_allowed', 'it comes from a web page of another site');
  }
  if (headers['sec-fetch-site'] === 'cross-site') {
    throw forbidden('origin_not_allowed', 'it comes from a web page of another site');
  }
}

function hostName(host: string): string {
  return host.replace(/:\d*$/, '');
}

function originHost(origin: string): string {
  return URL.canParse(origin) ? new URL(origin).hostname : '';
}

function forbidden(code: string, why: string): HttpProblem {
  return new HttpProblem(
    403,
    code,
    `The request is refused because ${why}. Without REG_API_KEYS only programs on this machine may ask; set keys to allow more.`,
    { type: 'permission_error' },
  );
}
