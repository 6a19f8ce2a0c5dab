import type { FastifyInstance } from 'fastify';
import type { HttpContext } from './http-context.js';

/** What the registry knows about its providers, and its present view of every model. */
export function addRegistryRoutes(server: FastifyInstance, context: HttpContext): void {
  const { registry } = context;
  server.get('/v1/registry/diagnostics', async () => ({
    object: 'list',
    sandbox: context.sandbox,
    data: await registry.diagnoseAll(),
  }));
  server.get('/v1/registry/snapshot', async () => {
    const { version, candidates, policy } = registry.snapshot();
    return {
      object: 'registry.snapshot',
      version,
      sandbox: context.sandbox,
      takenAtMs: context.nowMs(),
      candidates: candidates.map(({ model, ...candidate }) => ({ ...candidate, model: model.id })),
      circuits: registry.listCircuits(),
      policy,
      telemetry: registry.getTelemetry(),
    };
  });
}
