import { caseGroups, type CaseGroup } from '../conformance-case.js';
import type { CaseResult } from '../run-case.js';

export interface GroupSummary {
  readonly group: CaseGroup;
  readonly cases: number;
  readonly runs: number;
  readonly kept: number;
  readonly broken: number;
  readonly skipped: number;
}

/** Counts by group, in the order of the groups; those without results are left out. */
export function summarise(results: readonly CaseResult[]): readonly GroupSummary[] {
  return caseGroups
    .map((group) => {
      const own = results.filter((result) => result.group === group);
      const count = (status: CaseResult['status']): number =>
        own.filter((result) => result.status === status).length;
      return {
        group,
        cases: new Set(own.map((result) => result.id)).size,
        runs: own.length,
        kept: count('kept'),
        broken: count('broken'),
        skipped: count('skipped'),
      };
    })
    .filter(({ runs }) => runs > 0);
}

export function summaryLine(results: readonly CaseResult[]): string {
  const groups = summarise(results);
  const sum = (field: 'cases' | 'runs' | 'kept' | 'broken' | 'skipped'): number =>
    groups.reduce((total, group) => total + group[field], 0);
  return `${sum('cases')} cases, ${sum('runs')} runs: ${sum('kept')} kept the law, ${sum('broken')} broke it, ${sum('skipped')} skipped.`;
}
