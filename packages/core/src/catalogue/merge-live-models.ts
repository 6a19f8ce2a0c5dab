import type { ListedModel, ModelDescriptor } from '../ports/model-descriptor.js';
import { nameKey } from './catalogue-row.js';
import { describeUnknownModel } from './unknown-model.js';

/** One model of one provider, known from the catalogue, from the vendor's live list, or from both. */
export interface LiveModelRow {
  /** `provider/model`. */
  readonly target: string;
  readonly provider: string;
  readonly descriptor: ModelDescriptor;
  /** Whether the vendor's list has it. */
  readonly live: boolean;
  /** When the vendor was asked, milliseconds since the epoch; absent when it was not, or did not answer. */
  readonly listedAtMs?: number;
  readonly source: 'catalogue' | 'vendor' | 'both';
}

/** A vendor lists hundreds at most; whatever sends more is not believed to the end. */
const maxListedModels = 2000;
const maxIdLength = 200;

/**
 * The catalogue of one provider together with what its vendor lists now. Every model of the catalogue stays, in
 * order, listed or not; models that only the vendor knows follow. A listed alias means the catalogue's model.
 */
export function mergeLiveModels(
  known: readonly ModelDescriptor[],
  listed: readonly ListedModel[],
  list: { readonly provider: string; readonly nowMs: number },
): readonly LiveModelRow[] {
  const byName = descriptorsByName(known);
  const live = new Set<ModelDescriptor>();
  const unknown = new Map<string, ListedModel>();
  for (const model of listed.slice(0, maxListedModels)) {
    if (!isUsableId(model.id)) continue;
    const descriptor = byName.get(nameKey(model.id));
    if (descriptor !== undefined) live.add(descriptor);
    else if (!unknown.has(nameKey(model.id))) unknown.set(nameKey(model.id), model);
  }
  const { provider, nowMs: listedAtMs } = list;
  const place = (id: string) => ({ target: `${provider}/${id}`, provider, listedAtMs });
  return [
    ...known.map((descriptor): LiveModelRow => {
      const isLive = live.has(descriptor);
      return { ...place(descriptor.id), descriptor, live: isLive, source: isLive ? 'both' : 'catalogue' };
    }),
    ...[...unknown.values()].map((model): LiveModelRow => ({
      ...place(model.id),
      descriptor: describeUnknownModel(model, list),
      live: true,
      source: 'vendor',
    })),
  ];
}

/** The catalogue of one provider when its vendor could not be asked. */
export function unlistedModels(known: readonly ModelDescriptor[], provider: string): readonly LiveModelRow[] {
  return known.map((descriptor) => ({
    target: `${provider}/${descriptor.id}`,
    provider,
    descriptor,
    live: false,
    source: 'catalogue',
  }));
}

/** Ids before aliases, so that a model is never taken for another one that merely has its name as an alias. */
function descriptorsByName(known: readonly ModelDescriptor[]): ReadonlyMap<string, ModelDescriptor> {
  const byName = new Map<string, ModelDescriptor>();
  const claim = (name: string, descriptor: ModelDescriptor): void => {
    if (!byName.has(nameKey(name))) byName.set(nameKey(name), descriptor);
  };
  for (const descriptor of known) claim(descriptor.id, descriptor);
  for (const descriptor of known) for (const alias of descriptor.aliases) claim(alias, descriptor);
  return byName;
}

/** What a vendor sends is not trusted to have the documented type. */
function isUsableId(id: unknown): boolean {
  return typeof id === 'string' && id.trim() !== '' && id.length <= maxIdLength;
}
