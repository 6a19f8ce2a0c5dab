import { ModelNotFoundError, ModelRetiredError } from '@reg/core';
import type { FastifyInstance } from 'fastify';
import { contextFor } from '../keys/client.js';
import type { HttpContext } from './http-context.js';
import { mappedRow, modelRow, modelRows, routeRows, type ModelRow } from './models-list.js';

/** GET /v1/models (`?all=true` lists those that cannot be called too) and GET /v1/models/{id}. */
export function addModelsRoutes(server: FastifyInstance, context: HttpContext): void {
  server.get<{ Querystring: { readonly all?: string } }>('/v1/models', async (request) => {
    const all = ['true', '1', ''].includes(request.query.all ?? 'false');
    const own = contextFor(context, request.record);
    const { registry } = own;
    const models = registry.listAvailableModels().filter((model) => all || model.available);
    const rows = modelRows(models, registry.snapshot(), context.startedAtMs);
    return { object: 'list', data: [...rows, ...mappedRows(own)] };
  });
  // A wildcard, because ids contain slashes: `kimi/kimi-k2.6`.
  server.get<{ Params: { readonly '*': string } }>('/v1/models/*', async (request) =>
    findModel(contextFor(context, request.record), request.params['*']),
  );
}

function mappedRows({ registry, listMappedModels, startedAtMs }: HttpContext): readonly ModelRow[] {
  if (listMappedModels !== true) return [];
  return registry.listMappedModels().map((mapped) => mappedRow(mapped, startedAtMs));
}

/** @throws ModelNotFoundError, ModelRetiredError */
function findModel(context: HttpContext, name: string): ModelRow {
  const { registry, startedAtMs } = context;
  const mapped = mappedRows(context).find(({ id }) => id.toLowerCase() === name.toLowerCase());
  if (mapped !== undefined) return mapped;
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
