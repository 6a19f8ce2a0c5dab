import type { ModelMapping } from '@reg/core';
import { compileGlob } from './compile-glob.js';

/** Model names, and what stands for them. */
export interface ModelMapRow {
  /** A name in any case; `*` stands for any letters, or none. */
  readonly match: string;
  /** A model, an alias, `provider/model`, a category, `auto` or `auto:<category>`. */
  readonly to: string;
}

/** Rows that come from one place. */
export interface ModelMapTable {
  /** For people: `routing.modelMap`, `preset claude-code`. */
  readonly origin: string;
  readonly rows: readonly ModelMapRow[];
}

/** What stands for a name that no provider serves; nothing for names that nobody mapped. */
export type MapModel = (name: string) => ModelMapping | undefined;

/** Longer than any name that a client has for a model. */
const maxNameLength = 512;

/**
 * Tables, strongest first, as one lookup. Within a table an exact name comes before a pattern, and of patterns the
 * first that matches; a weaker table is asked only when a stronger one has nothing.
 */
export function createModelMap(tables: readonly ModelMapTable[]): MapModel {
  const lookups = tables.map(lookupIn);
  return (written) => {
    if (written.length > maxNameLength) return undefined;
    const name = written.trim().toLowerCase();
    for (const lookUp of lookups) {
      const found = lookUp(name);
      if (found !== undefined) return found;
    }
    return undefined;
  };
}

function lookupIn({ origin, rows }: ModelMapTable): MapModel {
  const exact = new Map<string, ModelMapping>();
  const patterns: { readonly matches: (name: string) => boolean; readonly mapping: ModelMapping }[] = [];
  for (const { match, to } of rows) {
    const mapping: ModelMapping = Object.freeze({ match, to, origin });
    const key = match.toLowerCase();
    if (match.includes('*')) patterns.push({ matches: compileGlob(match), mapping });
    else if (!exact.has(key)) exact.set(key, mapping);
  }
  return (name) => exact.get(name) ?? patterns.find(({ matches }) => matches(name))?.mapping;
}
