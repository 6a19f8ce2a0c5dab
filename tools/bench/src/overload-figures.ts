import type { Spread } from './figures.js';
import { failuresInWords, type Failures } from './failures.js';
import { spread, table } from './tables.js';

/** What `npm run bench -- --overload` measured. */
export interface OverloadFigures {
  readonly date: string;
  readonly node: string;
  readonly bodyKb: number;
  /** How long it goes on. */
  readonly seconds: number;
  readonly cases: readonly OverloadCase[];
  readonly doubts: readonly string[];
}

/** One vendor's pace. */
export interface OverloadCase {
  /** How long the vendor takes for an answer. */
  readonly vendorMs: number;
  readonly connections: number;
  readonly rounds: number;
  /** Rounds that were measured anew, because the daemon did not have its processor to itself. */
  readonly disturbed: number;
  readonly capacityPerSecond: Spread;
  readonly half: { readonly p50Ms: Spread; readonly p99Ms: Spread; readonly refused: number };
  readonly overload: {
    readonly perSecond: Spread;
    readonly acceptedPerSecond: Spread;
    readonly refusedPercent: Spread;
    readonly p50Ms: Spread;
    readonly p99Ms: Spread;
    /** To the p99 at half load in the same round. */
    readonly p99Ratio: Spread;
    /** How long a refusal took. */
    readonly refusedP50Ms: Spread;
    /** Processor time that the daemon got, of all there was. */
    readonly busyPercent: Spread;
  };
  /** From the end of the overload until nobody was refused any more and no answer was slow. */
  readonly recoveryMs: Spread;
  /** So many requests at one moment, on an idle daemon. */
  readonly burst: { readonly requests: number; readonly refused: Spread; readonly p99Ms: Spread };
  readonly failures: Failures;
}

export function describeOverload(figures: OverloadFigures): string {
  const { cases, doubts, seconds } = figures;
  const rows: readonly (readonly [string, (of: OverloadCase) => string])[] = [
    ['connections', ({ connections }) => String(connections)],
    ['capacity, requests/s', ({ capacityPerSecond }) => spread(capacityPerSecond)],
    [
      'at half of it: p50, p99 ms',
      ({ half }) => `${spread(half.p50Ms)}, ${spread(half.p99Ms)}; ${half.refused} refused`,
    ],
    [`at 3 x, ${seconds} s: requests/s`, ({ overload }) => spread(overload.perSecond)],
    ['refused, %', ({ overload }) => spread(overload.refusedPercent)],
    ['answered/s', ({ overload }) => spread(overload.acceptedPerSecond)],
    ['answers: p50, p99 ms', ({ overload }) => `${spread(overload.p50Ms)}, ${spread(overload.p99Ms)}`],
    ['p99 to that at half load', ({ overload }) => spread(overload.p99Ratio)],
    ['refusals: p50 ms', ({ overload }) => spread(overload.refusedP50Ms)],
    ['processor time the daemon got, %', ({ overload }) => spread(overload.busyPercent)],
    ['back at half load: recovered after ms', ({ recoveryMs }) => spread(recoveryMs)],
    [
      'many requests at one moment: how many; refused; p99 ms',
      ({ burst }) => `${burst.requests}; ${spread(burst.refused)}; ${spread(burst.p99Ms)}`,
    ],
    ['failed otherwise', ({ failures }) => failuresInWords(failures)],
    [
      'rounds (thrown away, because others were at work on the processor)',
      ({ rounds, disturbed }) => `${rounds} (${disturbed})`,
    ],
  ];
  const vendors = cases.map(({ vendorMs }) =>
    vendorMs === 0 ? 'a vendor that answers at once' : `one that takes ${vendorMs} ms`,
  );
  const care = doubts.length === 0 ? '' : `\n\nTo be taken with care: ${doubts.join('; ')}.`;
  return `${figures.date.slice(0, 10)}, Node ${figures.node.slice(1)}; bodies of ${figures.bodyKb} KB.

${table(
  ['', ...vendors],
  rows.map(([name, cell]) => [name, ...cases.map(cell)]),
)}${care}`;
}
