import type { Spread } from './figures.js';

/** What `npm run bench -- --overload` measured. */
export interface OverloadFigures {
  readonly date: string;
  readonly node: string;
  readonly rounds: number;
  /** Rounds that were measured anew, because the daemon did not have its processor to itself. */
  readonly disturbed: number;
  readonly bodyKb: number;
  readonly capacityPerSecond: Spread;
  readonly half: { readonly p50Ms: Spread; readonly p99Ms: Spread; readonly refused: number };
  readonly overload: {
    readonly seconds: number;
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
  readonly failed: number;
  readonly doubts: readonly string[];
}

export function describeOverload(figures: OverloadFigures): string {
  const { half, overload, burst } = figures;
  const rows: readonly (readonly [string, string])[] = [
    ['capacity, requests/s', spread(figures.capacityPerSecond)],
    ['at half of it: p50, p99 ms', `${spread(half.p50Ms)}, ${spread(half.p99Ms)}; ${half.refused} refused`],
    [`at 3 x, ${overload.seconds} s: requests/s`, spread(overload.perSecond)],
    ['refused, %', spread(overload.refusedPercent)],
    ['answered/s', spread(overload.acceptedPerSecond)],
    ['answers: p50, p99 ms', `${spread(overload.p50Ms)}, ${spread(overload.p99Ms)}`],
    ['p99 to that at half load', spread(overload.p99Ratio)],
    ['refusals: p50 ms', spread(overload.refusedP50Ms)],
    ['processor time the daemon got, %', spread(overload.busyPercent)],
    ['back at half load: recovered after ms', spread(figures.recoveryMs)],
    [
      `${burst.requests} requests at one moment: refused; p99 ms`,
      `${spread(burst.refused)}; ${spread(burst.p99Ms)}`,
    ],
    ['failed otherwise', String(figures.failed)],
  ];
  const table = ['| | |', '| --- | --- |', ...rows.map(([name, value]) => `| ${name} | ${value} |`)].join(
    '\n',
  );
  const doubts =
    figures.doubts.length === 0 ? '' : `\n\nTo be taken with care: ${figures.doubts.join('; ')}.`;
  return `${figures.date.slice(0, 10)}, Node ${figures.node.slice(1)}; ${figures.rounds} ${figures.rounds === 1 ? 'round' : 'rounds'} (${figures.disturbed} more were thrown away, because others were at work on the daemon's processor), bodies of ${figures.bodyKb} KB, an upstream that answers at once.

${table}${doubts}`;
}

function spread({ median, min, max }: Spread): string {
  return `${median} (${min} to ${max})`;
}
