import { ModelNotFoundError } from '@reg/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { modelInfoFrom } from '../dialects/anthropic/model-info.js';
import { modelsPage, type Query } from '../dialects/anthropic/models-page.js';
import { contextFor } from '../keys/client.js';
import type { HttpContext } from './http-context.js';
import { speaksAnthropic } from './in-dialect-of.js';
import { mappedRow, modelRow, modelRows, routeRows, type ModelRow } from './models-list.js';

/**
 * GET /v1/models (`?all=true` lists those that cannot be called too) and GET /v1/models/{id}: in Anthropic's form for
 * clients of that dialect, in OpenAI's for all others.
 */
export function addModelsRoutes(server: FastifyInstance, context: HttpContext): void {
  server.get<{ Querystring: Query }>('/v1/models', async (request, reply) => {
    const rows = listModels(contextFor(context, request.record), request.query);
    return tellAnthropic(request, reply) ? modelsPage(rows, request.query) : { object: 'list', data: rows };
  });
  // A wildcard, because ids contain slashes: `kimi/kimi-k2.6`.
  server.get<{ Params: { readonly '*': string } }>('/v1/models/*', async (request, reply) => {
    const row = findModel(contextFor(context, request.record), request.params['*']);
    return tellAnthropic(request, reply) ? modelInfoFrom(row) : row;
  });
}

/** Whether the answer goes to a client of Anthropic, which expects its own header on it. */
function tellAnthropic({ record, headers }: FastifyRequest, reply: FastifyReply): boolean {
  const tells = speaksAnthropic({ path: record.path, headers });
  if (tells) reply.header('request-id', record.requestId);
  return tells;
}

function listModels(context: HttpContext, query: Query): readonly ModelRow[] {
  const { registry, startedAtMs } = context;
  const all = ['true', '1', ''].includes(String(query['all'] ?? 'false'));
  const models = registry.listAvailableModels().filter((model) => all || model.available);
  return [...modelRows(models, registry.snapshot(), startedAtMs), ...mappedRows(context)];
}

function mappedRows({ registry, listMappedModels, startedAtMs }: HttpContext): readonly ModelRow[] {
  if (listMappedModels !== true) return [];
  return registry.listMappedModels().map((mapped) => mappedRow(mapped, startedAtMs));
}

/** @throws ModelNotFoundError, ModelRetiredError */
function findModel(context: HttpContext, name: string): ModelRow {
  const { registry, startedAtMs } = context;
  if (/^auto(:|$)/i.test(name)) return findRoute(routeRows(registry.snapshot(), startedAtMs), name);
  const resolution = registry.resolveModel(name);
  if (resolution.kind !== 'found') return findMapped(context, name);
  const [target] = resolution.targets;
  const model = registry.listAvailableModels().find((row) => row.target === target);
  if (model === undefined) throw new ModelNotFoundError(name, []);
  return modelRow(model, name, startedAtMs);
}

/**
 * A name that nobody serves is read as that of a request, so that it means here what it means there, patterns of the
 * map included.
 *
 * @throws ModelNotFoundError, ModelRetiredError
 */
function findMapped({ registry, startedAtMs }: HttpContext, name: string): ModelRow {
  const { requirement } = registry.explain({ model: name, messages: [{ role: 'user', content: '.' }] });
  const { modelMapping: mapping } = requirement;
  if (mapping === undefined) throw new ModelNotFoundError(name, []);
  return mappedRow({ id: name, mapping }, startedAtMs);
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
