import type { ModelResolution } from '@reg/core';
import { compileGlob } from '../requirement/compile-glob.js';
import type { ModelMapRow } from '../requirement/model-map.js';

/** One row of a model map that does not do what whoever wrote it meant. */
export interface ModelMapFinding extends ModelMapRow {
  /** `unserved`: whoever asks for it gets an error. `never_applies`: something else comes first. */
  readonly code: 'unserved' | 'never_applies';
  /** What is so, and what to do. */
  readonly message: string;
}

/** What the names of a map mean at present. */
export interface ModelMapContext {
  resolveModel(name: string): ModelResolution;
  readonly categories: readonly string[];
}

/** Rows of the operator's own map that lead nowhere or are never reached, in their order. */
export function modelMapFindings(
  rows: readonly ModelMapRow[],
  context: ModelMapContext,
): readonly ModelMapFinding[] {
  return rows.flatMap((row, index) => [
    ...unserved(row, context),
    ...hiddenByModel(row, context),
    ...hiddenByPattern(row, rows.slice(0, index)),
  ]);
}

function unserved({ match, to }: ModelMapRow, context: ModelMapContext): readonly ModelMapFinding[] {
  const category = /^auto(?::(.*))?$/i.exec(to);
  const found = context.resolveModel(to);
  if (found.kind === 'found' && category === null) return [];
  const wanted = category === null ? to : category[1]?.trim();
  if (wanted === undefined || context.categories.includes(wanted)) return [];
  const tell = (what: string, instead?: string): readonly ModelMapFinding[] => {
    const advice = instead === undefined ? '`reg models` lists what there is' : `perhaps ${instead}`;
    return [{ match, to, code: 'unserved', message: `${match} leads to ${to}, ${what}: ${advice}.` }];
  };
  if (category !== null) return tell('and there is no such category', context.categories.join(' or '));
  return found.kind === 'retired'
    ? tell('which its vendor has retired', found.successor)
    : tell('which no provider serves', found.kind === 'unknown' ? found.nearMatches[0] : undefined);
}

function hiddenByModel({ match, to }: ModelMapRow, context: ModelMapContext): readonly ModelMapFinding[] {
  if (match.includes('*')) return [];
  const found = context.resolveModel(match);
  if (found.kind !== 'found') return [];
  const message = `${match} never leads to ${to}: ${found.targets.join(', ')} serves that name, and real models win.`;
  return [{ match, to, code: 'never_applies', message }];
}

/** A pattern that matches another one as it is written matches every name of it. */
function hiddenByPattern(
  { match, to }: ModelMapRow,
  earlier: readonly ModelMapRow[],
): readonly ModelMapFinding[] {
  if (!match.includes('*')) return [];
  const wider = earlier.find((row) => row.match.includes('*') && compileGlob(row.match)(match));
  if (wider === undefined) return [];
  const message = `${match} never leads to ${to}: ${wider.match} stands before it and takes all its names. Put it first.`;
  return [{ match, to, code: 'never_applies', message }];
}
