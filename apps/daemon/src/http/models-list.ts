import type { MappedModel } from '@reg/registry';
import type { AvailableModel, ModelCapabilities, ModelPrice, Reason, RegistrySnapshot } from '@reg/core';

/** One row of GET /v1/models: OpenAI's four fields, and what reg knows under `reg`. */
export interface ModelRow {
  readonly id: string;
  readonly object: 'model';
  /** Seconds since the epoch: the day reg's facts are from; the start of this process for what configuration says. */
  readonly created: number;
  readonly owned_by: string;
  readonly reg: ModelFacts | RouteFacts | MappedFacts;
}

export interface ModelFacts {
  readonly kind: 'model';
  /** `provider/model`: names this model even where a bare name is served by several providers. */
  readonly target: string;
  readonly provider: string;
  readonly aliases: readonly string[];
  readonly available: boolean;
  /** Why not, when it is not available. */
  readonly reasons: readonly Reason[];
  readonly free: boolean;
  readonly status: string;
  readonly price?: ModelPrice;
  readonly contextWindow?: number;
  readonly maxOutputTokens?: number;
  readonly capabilities: ModelCapabilities;
}

/** `auto` and `auto:<category>`: reg chooses. */
export interface RouteFacts {
  readonly kind: 'route';
  readonly category: string;
}

/** A name that a model map answers to. */
export interface MappedFacts {
  readonly kind: 'mapped';
  readonly to: string;
  readonly origin: string;
}

/**
 * The models in priority order. The first provider of a name is listed under the bare name, as a request for it
 * would be answered; the others under `provider/model`. `auto` and its categories come last.
 */
export function modelRows(
  models: readonly AvailableModel[],
  snapshot: RegistrySnapshot,
  startedAtMs: number,
): readonly ModelRow[] {
  const taken = new Set<string>();
  const rows = models.map((model) => {
    const id = taken.has(model.id.toLowerCase()) ? model.target : model.id;
    taken.add(model.id.toLowerCase());
    return modelRow(model, id, startedAtMs);
  });
  return [...rows, ...routeRows(snapshot, startedAtMs)];
}

/** One model under the name by which it was asked for. */
export function modelRow(model: AvailableModel, id: string, startedAtMs: number): ModelRow {
  const { descriptor } = model;
  return {
    id,
    object: 'model',
    created: secondsOf(descriptor.fact.date, startedAtMs),
    owned_by: model.provider,
    reg: {
      kind: 'model',
      target: model.target,
      provider: model.provider,
      aliases: descriptor.aliases,
      available: model.available,
      reasons: model.reasons,
      free: descriptor.free,
      status: descriptor.status,
      ...(descriptor.price === undefined ? {} : { price: descriptor.price }),
      ...(descriptor.contextWindow === undefined ? {} : { contextWindow: descriptor.contextWindow }),
      ...(descriptor.maxOutputTokens === undefined ? {} : { maxOutputTokens: descriptor.maxOutputTokens }),
      capabilities: descriptor.capabilities,
    },
  };
}

/** The names under which reg itself chooses. */
export function routeRows({ policy }: RegistrySnapshot, startedAtMs: number): readonly ModelRow[] {
  const row = (id: string, category: string): ModelRow => ({
    id,
    object: 'model',
    created: Math.floor(startedAtMs / 1000),
    owned_by: 'reg',
    reg: { kind: 'route', category },
  });
  return [
    row('auto', policy.defaultCategory),
    ...Object.keys(policy.categories).map((category) => row(`auto:${category}`, category)),
  ];
}

/** A name that no provider serves and that is answered all the same. */
export function mappedRow({ id, mapping }: MappedModel, startedAtMs: number): ModelRow {
  return {
    id,
    object: 'model',
    created: Math.floor(startedAtMs / 1000),
    owned_by: 'reg',
    reg: { kind: 'mapped', to: mapping.to, origin: mapping.origin },
  };
}

/** A model that an operator described has no date of its own: it came with the configuration, read at the start. */
function secondsOf(date: string, startedAtMs: number): number {
  const ms = Date.parse(date);
  return Math.floor((Number.isNaN(ms) ? startedAtMs : ms) / 1000);
}
