import type { ModelDescriptor } from '../ports/model-descriptor.js';
import type { ModelResolution } from '../ports/provider-directory.js';
import {
  catalogueRows,
  nameKey,
  type CatalogueEntry,
  type CatalogueOptions,
  type CatalogueRow,
} from './catalogue-row.js';
import { nearMatchesOf } from './near-matches.js';

/** Which models exist and what their names mean. Immutable: a change of providers makes a new one. */
export interface ModelCatalogue {
  /**
   * The targets that a name means: `provider/model`, a bare id or an alias, in any case. An exact id is stronger
   * than an alias. A name that several providers serve means all of them, in the order of {@link list}. It is
   * retired only when nobody serves it any more.
   */
  resolve(name: string): ModelResolution;
  /** Every model of every provider, retired ones included: providers by priority, models as given. */
  list(): readonly CatalogueRow[];
  /** The facts about a target `provider/model`. */
  describe(target: string): ModelDescriptor | undefined;
}

/** Looks every name up once, here, so that a lookup later is one read of a map. */
export function createModelCatalogue(
  entries: readonly CatalogueEntry[],
  options: CatalogueOptions,
): ModelCatalogue {
  const rows = catalogueRows(entries, options);
  const byTarget = new Map(rows.map((row) => [nameKey(row.target), row] as const));
  const resolutions = resolveAllNames(rows);
  return {
    resolve: (name) => resolutions.get(nameKey(name)) ?? unknown(name, rows),
    list: () => rows,
    describe: (target) => byTarget.get(nameKey(target))?.descriptor,
  };
}

/** Near matches are looked for when somebody wants to see them: a name that a model map knows needs none. */
function unknown(name: string, rows: readonly CatalogueRow[]): ModelResolution {
  let found: readonly string[] | undefined;
  return {
    kind: 'unknown',
    get nearMatches() {
      return (found ??= nearMatchesOf(name, rows));
    },
  };
}

/** How strong a name is: the earlier, the stronger. A target comes before a bare id that looks like one. */
const strengths = ['target', 'id', 'target-alias', 'alias'] as const;
type NamedRows = Partial<Record<(typeof strengths)[number], CatalogueRow[]>>;

function resolveAllNames(rows: readonly CatalogueRow[]): ReadonlyMap<string, ModelResolution> {
  const named = new Map<string, NamedRows>();
  const add = (name: string, strength: keyof NamedRows, row: CatalogueRow): void => {
    const key = nameKey(name);
    const found = named.get(key) ?? {};
    named.set(key, found);
    const same = (found[strength] ??= []);
    if (!same.includes(row)) same.push(row);
  };
  for (const row of rows) {
    add(row.target, 'target', row);
    add(row.descriptor.id, 'id', row);
    for (const alias of row.descriptor.aliases) {
      add(`${row.provider}/${alias}`, 'target-alias', row);
      add(alias, 'alias', row);
    }
  }
  return new Map([...named].map(([key, found]) => [key, resolutionOf(found)]));
}

function resolutionOf(named: NamedRows): ModelResolution {
  // A provider's own id hides its alias of the same name, so that an alias never revives an id that is retired.
  const spoken = new Set<string>();
  let retired: CatalogueRow | undefined;
  for (const strength of strengths) {
    const rows = oneOfEachProvider((named[strength] ?? []).filter((row) => !spoken.has(row.provider)));
    const served = rows.filter((row) => row.descriptor.status !== 'retired');
    if (served.length > 0) {
      return Object.freeze({ kind: 'found', targets: Object.freeze(served.map((row) => row.target)) });
    }
    retired ??= rows[0];
    for (const row of rows) spoken.add(row.provider);
  }
  const successor = retired?.descriptor.successor;
  return Object.freeze({
    kind: 'retired',
    target: retired?.target ?? '',
    ...(successor === undefined ? {} : { successor }),
  });
}

/** Where two models of one provider claim an alias, a served one has it before a retired one, then the first. */
function oneOfEachProvider(rows: readonly CatalogueRow[]): readonly CatalogueRow[] {
  const chosen = new Map<string, CatalogueRow>();
  for (const row of rows) {
    const other = chosen.get(row.provider);
    const better = other?.descriptor.status === 'retired' && row.descriptor.status !== 'retired';
    if (other === undefined || better) chosen.set(row.provider, row);
  }
  return [...chosen.values()];
}
