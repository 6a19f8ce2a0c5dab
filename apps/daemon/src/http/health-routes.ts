import type { FastifyInstance } from 'fastify';
import type { HttpContext } from './http-context.js';

const healthPaths: ReadonlySet<string> = new Set(['/healthz', '/readyz']);

/** Health checkers carry no keys and name the host as they please. */
export function isHealthPath(path: string): boolean {
  return healthPaths.has(path);
}

/** GET /healthz: the process lives. GET /readyz: it takes requests. Neither asks a vendor. */
export function addHealthRoutes(server: FastifyInstance, context: HttpContext): void {
  server.get('/healthz', async () => ({
    status: 'ok',
    version: context.version,
    ...workerOf(context),
    uptimeSeconds: Math.round((context.nowMs() - context.startedAtMs) / 1000),
  }));
  server.get('/readyz', async (_request, reply) => {
    const usable = usableProviders(context);
    const draining = context.isDraining();
    const ready = !draining && usable.length > 0;
    return reply.code(ready ? 200 : 503).send({
      status: draining ? 'draining' : ready ? 'ready' : 'no_usable_provider',
      sandbox: context.sandbox,
      usableProviders: usable,
      inFlight: context.calls.count,
      ...workerOf(context),
      ...(context.overload === undefined ? {} : { overload: context.overload.view() }),
    });
  });
}

/** Who of several processes answers: what it says of calls in flight is about itself. */
function workerOf({ worker, workers }: HttpContext): { readonly worker?: number; readonly workers?: number } {
  return worker === undefined || workers === undefined ? {} : { worker, workers };
}

/** Providers with at least one model that configuration does not block. An open circuit is not unreadiness. */
function usableProviders(context: HttpContext): string[] {
  const usable = new Set<string>();
  for (const candidate of context.registry.snapshot().candidates) {
    if (candidate.blocked.length === 0) usable.add(candidate.provider);
  }
  return [...usable];
}
