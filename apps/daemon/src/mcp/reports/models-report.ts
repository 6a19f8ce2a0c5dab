import * as z from 'zod';
import { modelRows, type ModelFacts, type ModelRow } from '../../http/models-list.js';
import type { McpContext } from '../mcp-context.js';

const model = z.looseObject({
  id: z.string().describe('The name to give as model.'),
  target: z.string().describe('provider/model'),
  provider: z.string(),
  aliases: z.array(z.string()),
  available: z.boolean(),
  reasons: z.array(z.string()).describe('Why it cannot be called now.'),
  status: z.string(),
  free: z.boolean(),
  contextWindow: z.int().optional().describe('Input plus output tokens.'),
  maxOutputTokens: z.int().optional(),
  price: z
    .looseObject({
      inputUsdPerMTok: z.number(),
      outputUsdPerMTok: z.number(),
      cachedInputUsdPerMTok: z.number().optional(),
    })
    .optional()
    .describe('US dollars per million tokens; absent when unknown.'),
  capabilities: z.looseObject({}),
});

export const modelsReportSchema = z.looseObject({
  sandbox: z.boolean(),
  models: z.array(model),
  routes: z
    .array(z.looseObject({ id: z.string(), category: z.string() }))
    .describe('Names under which reg chooses.'),
});

export type ModelsReport = z.output<typeof modelsReportSchema>;

/** The catalogue in priority order; `all`: also what cannot be called. */
export function modelsReport(
  { registry, sandbox, startedAtMs }: Pick<McpContext, 'registry' | 'sandbox' | 'startedAtMs'>,
  all: boolean,
): ModelsReport {
  const models = registry.listAvailableModels().filter(({ available }) => all || available);
  const rows = modelRows(models, registry.snapshot(), startedAtMs);
  return {
    sandbox,
    models: rows.flatMap(({ id, reg }) => (reg.kind === 'model' ? [modelFrom(id, reg)] : [])),
    routes: rows.flatMap(routeFrom),
  };
}

function modelFrom(id: string, facts: ModelFacts): ModelsReport['models'][number] {
  const { kind: _kind, price, ...rest } = facts;
  return {
    id,
    ...rest,
    aliases: [...facts.aliases],
    reasons: facts.reasons.map(({ message }) => message),
    ...(price === undefined ? {} : { price: { ...price } }),
    capabilities: { ...facts.capabilities },
  };
}

function routeFrom({ id, reg }: ModelRow): ModelsReport['routes'] {
  return reg.kind === 'route' ? [{ id, category: reg.category }] : [];
}
