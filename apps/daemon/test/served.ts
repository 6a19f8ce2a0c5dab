import { Secret } from '@reg/config';
import { systemClock } from '@reg/core';
import { createCallsInFlight, type CallsInFlight } from '../src/http/calls-in-flight.js';
import { createServer, type GatewayServer, type ServerOptions } from '../src/http/create-server.js';
import type { HttpContext } from '../src/http/http-context.js';
import type { RequestRecord } from '../src/http/request-record.js';
import type { RoutedRegistry } from '../src/http/routed-registry.js';

export interface Served {
  readonly server: GatewayServer;
  readonly url: string;
  readonly port: number;
  readonly calls: CallsInFlight;
  readonly ended: { readonly record: RequestRecord; readonly status: number }[];
  drainFlag: boolean;
}

/** The HTTP layer over a given registry, listening on a free port; `close` it when done. */
export async function serve(
  registry: RoutedRegistry,
  options: Partial<Omit<ServerOptions, 'apiKeys'>> &
    Partial<HttpContext> & { readonly apiKeys?: string[] } = {},
): Promise<Served> {
  const calls = createCallsInFlight();
  const ended: Served['ended'] = [];
  let requestNumber = 0;
  const served = { drainFlag: false };
  const server = createServer(
    {
      registry,
      calls,
      sandbox: false,
      sse: { clock: systemClock, readerTimeoutMs: 30_000, heartbeatMs: 15_000 },
      logPrompts: false,
      version: '0.0.0-test',
      startedAtMs: 0,
      nowMs: () => 0,
      isDraining: () => served.drainFlag,
      metrics: async () => ({ contentType: 'text/plain', text: '' }),
      requestEnded: (record, status) => {
        ended.push({ record, status });
      },
      ...options,
    },
    {
      bodyLimitBytes: options.bodyLimitBytes ?? 1024 * 1024,
      requestTimeoutMs: options.requestTimeoutMs ?? 30_000,
      newRequestId: options.newRequestId ?? (() => `req-${(requestNumber += 1)}`),
      apiKeys: (options.apiKeys ?? []).map((key) => new Secret(key)),
    },
  );
  const url = await server.listen({ host: '127.0.0.1', port: 0 });
  return Object.assign(served, { server, url, port: Number(new URL(url).port), calls, ended });
}
