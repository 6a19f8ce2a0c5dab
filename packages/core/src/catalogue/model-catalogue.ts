import type { ModelDescriptor } from '../ports/model-descriptor.js';
import type { ModelResolution } from '../ports/provider-directory.js';
import { nearMatchesOf } from './near-matches.js';

/** The models of one provider, best first. */
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

/** Which models exist and what their names mean. Immutable; every lookup is by a map that was built once. */
export interface ModelCatalogue {
  /** What a model id, an alias or `provider/model` means, in any case. */
  resolve(name: string): ModelResolution;
  /** Every model, in priority order: the order in which {@link resolve} answers too. */
  list(): readonly CatalogueRow[];
  describe(target: string): ModelDescriptor | undefined;
}

/**
 * Builds the catalogue. Entries are put in the order of `providerPriority`; the others follow as given. An exact
 * id is stronger than an alias, so a name that is both means the model that has it as its id.
 */
export function createModelCatalogue(
  entries: readonly CatalogueEntry[],
  options: { readonly providerPriority: readonly string[] },
): ModelCatalogue {
  const rows = Object.freeze(inPriorityOrder(entries, options.providerPriority).flatMap(rowsOf));
  const byTarget = new Map(rows.map((row) => [row.target.toLowerCase(), row]));
  const byId = new Map<string, CatalogueRow[]>();
  const byAlias = new Map<string, CatalogueRow[]>();
  for (const row of rows) {
    for (const name of [row.descriptor.id, row.target]) add(byId, name, row);
    for (const alias of row.descriptor.aliases) {
      for (const name of [alias, `${row.provider}/${alias}`]) add(byAlias, name, row);
    }
  }
  return {
    resolve: (name) => {
      const wanted = name.trim().toLowerCase();
      const found = [...(byId.get(wanted) ?? []), ...(byAlias.get(wanted) ?? [])];
      return found.length === 0
        ? { kind: 'unknown', nearMatches: nearMatchesOf(wanted, rows) }
        : resolutionOf(byId.get(wanted) ?? found);
    },
    list: () => rows,
    describe: (target) => byTarget.get(target.trim().toLowerCase())?.descriptor,
  };
}

/** A name that is retired at one provider and served by another is found. */
function resolutionOf(rows: readonly CatalogueRow[]): ModelResolution {
  const served = rows.filter((row) => row.descriptor.status !== 'retired');
  if (served.length > 0) return { kind: 'found', targets: served.map((row) => row.target) };
  const successor = rows[0]?.descriptor.successor;
  return { kind: 'retired', target: rows[0]?.target ?? '', ...(successor === undefined ? {} : { successor }) };
}

function rowsOf({ provider, models }: CatalogueEntry): readonly CatalogueRow[] {
  return models.map((descriptor) => Object.freeze({ target: `${provider}/${descriptor.id}`, provider, descriptor }));
}

function inPriorityOrder(entries: readonly CatalogueEntry[], priority: readonly string[]): readonly CatalogueEntry[] {
  const names = priority.map((name) => name.toLowerCase());
  const rank = ({ provider }: CatalogueEntry): number => {
    const index = names.indexOf(provider.toLowerCase());
    return index === -1 ? names.length : index;
  };
  return entries.toSorted((left, right) => rank(left) - rank(right));
}

function add(rowsByName: Map<string, CatalogueRow[]>, name: string, row: CatalogueRow): void {
  const key = name.toLowerCase();
  const rows = rowsByName.get(key);
  if (rows === undefined) rowsByName.set(key, [row]);
  else if (!rows.includes(row)) rows.push(row);
}
