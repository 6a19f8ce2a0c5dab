import type { IncomingMessage } from 'node:http';

const saneId = /^[A-Za-z0-9_.-]{1,128}$/;

/** The client's own `x-request-id` when it is harmless in logs and headers, else a new one. */
export function requestIdOf(message: IncomingMessage, newId: () => string): string {
  const given = message.headers['x-request-id'];
  return typeof given === 'string' && saneId.test(given) ? given : newId();
}
