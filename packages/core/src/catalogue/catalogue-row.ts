import type { ModelDescriptor } from '../ports/model-descriptor.js';

/** The models of one provider, as it is registered. */
export interface CatalogueEntry {
  readonly provider: string;
  readonly models: readonly ModelDescriptor[];
}

/** One model of one provider. */
export interface CatalogueRow {
  /** `provider/model`. */
  readonly target: string;
  readonly provider: string;
  readonly descriptor: ModelDescriptor;
}

export interface CatalogueOptions {
  /** Provider ids, best first, in any case; the others follow in the order of the entries. */
  readonly providerPriority: readonly string[];
}

/** The one form in which names are compared: without case and without blanks around. */
export function nameKey(name: string): string {
  return name.trim().toLowerCase();
}

/** Every model of every provider once, in priority order. Of two rows with one target the first stays. */
export function catalogueRows(
  entries: readonly CatalogueEntry[],
  { providerPriority }: CatalogueOptions,
): readonly CatalogueRow[] {
  const priority = new Map(providerPriority.map((id, index) => [nameKey(id), index] as const).toReversed());
  const rankOf = (entry: CatalogueEntry): number =>
    priority.get(nameKey(entry.provider)) ?? providerPriority.length;
  const rows = new Map<string, CatalogueRow>();
  for (const { provider, models } of entries.toSorted((left, right) => rankOf(left) - rankOf(right))) {
    for (const descriptor of models) {
      const target = `${provider}/${descriptor.id}`;
      const key = nameKey(target);
      if (!rows.has(key)) rows.set(key, Object.freeze({ target, provider, descriptor }));
    }
  }
  return Object.freeze([...rows.values()]);
}
