import { ModelNotFoundError, ModelRetiredError } from '@reg/core';
import type { FastifyInstance } from 'fastify';
import type { HttpContext } from './http-context.js';
import { modelRow, modelRows, routeRows, type ModelRow } from './models-list.js';

/** GET /v1/models (`?all=true` lists those that cannot be called too) and GET /v1/models/{id}. */
export function addModelsRoutes(server: FastifyInstance, context: HttpContext): void {
  const { registry } = context;
  server.get<{ Querystring: { readonly all?: string } }>('/v1/models', async (request) => {
    const all = ['true', '1', ''].includes(request.query.all ?? 'false');
    const models = registry.listAvailableModels().filter((model) => all || model.available);
    return { object: 'list', data: modelRows(models, registry.snapshot(), context.startedAtMs) };
  });
  // A wildcard, because ids contain slashes: `kimi/kimi-k2.6`.
  server.get<{ Params: { readonly '*': string } }>('/v1/models/*', async (request) =>
    findModel(context, request.params['*']),
  );
}

/** @throws ModelNotFoundError, ModelRetiredError */
function findModel({ registry, startedAtMs }: HttpContext, name: string): ModelRow {
  if (/^auto(:|$)/i.test(name)) return findRoute(routeRows(registry.snapshot(), startedAtMs), name);
  const resolution = registry.resolveModel(name);
  if (resolution.kind === 'unknown') throw new ModelNotFoundError(name, resolution.nearMatches);
  if (resolution.kind === 'retired') throw new ModelRetiredError(name, resolution.successor);
  const [target] = resolution.targets;
  const model = registry.listAvailableModels().find((row) => row.target === target);
  if (model === undefined) throw new ModelNotFoundError(name, []);
  return modelRow(model, name, startedAtMs);
}

/** @throws ModelNotFoundError that names the categories there are. */
function findRoute(routes: readonly ModelRow[], name: string): ModelRow {
  const wanted = name.replace(/^auto/i, 'auto');
  const route = routes.find(({ id }) => id === wanted);
  if (route === undefined)
    throw new ModelNotFoundError(
      name,
      routes.map(({ id }) => id),
    );
  return route;
}
