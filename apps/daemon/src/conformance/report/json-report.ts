import type { CaseResult } from '../run-case.js';
import { summarise } from './summary.js';

/** Everything, for programs. */
export function jsonReport(results: readonly CaseResult[]): string {
  const report = {
    kept: results.every(({ status }) => status !== 'broken'),
    groups: summarise(results),
    results: results.map((result) => ({ ...result, elapsedMs: Math.round(result.elapsedMs) })),
  };
  return `${JSON.stringify(report, undefined, 2)}\n`;
}
