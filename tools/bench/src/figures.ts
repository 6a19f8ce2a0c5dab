import type { LoadRow, StreamRow } from './rounds.js';

/** Of the values of all rounds. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** What one run of the benchmark measured. */
export interface BenchFigures {
  readonly date: string;
  readonly node: string;
  readonly processors: number;
  /** Whether target and load had a processor each. */
  readonly pinned: boolean;
  readonly rounds: number;
  readonly seconds: number;
  readonly stealPercent: Spread;
  readonly whole: readonly LoadRow[];
  /** Whole answers to a long history. */
  readonly conversations: readonly LoadRow[];
  readonly streams: readonly StreamRow[];
  /** Targets that this machine does not have. */
  readonly missing: readonly string[];
  /** Why nothing may be concluded from this run; empty when something may. */
  readonly doubts: readonly string[];
}

/** Chunks of each stream. */
export const chunksOf = 50;

/** More than this taken by the host, and no figure is the target's own. */
const mostStealPercent = 5;
/** The bare relay is the measure of all others: when its own rounds differ by more, nothing can be measured by it. */
const mostSpread = 1.6;

export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.filter(Number.isFinite).toSorted((left, right) => left - right);
  const at = (index: number): number => rounded(sorted[index] ?? 0);
  const middle = Math.floor(sorted.length / 2);
  const median =
    sorted.length % 2 === 1 ? at(middle) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
  return { median: rounded(median), min: at(0), max: at(sorted.length - 1) };
}

/** What makes a run worthless for conclusions. */
export function doubtsOf({
  stealPercent,
  whole,
  conversations,
  streams,
}: Pick<BenchFigures, 'stealPercent' | 'whole' | 'conversations' | 'streams'>): readonly string[] {
  const rows = [...whole, ...conversations, ...streams];
  const bare = rows.filter(({ target }) => target === 'bare');
  const failing = rows.filter(({ failed, target }) => failed > 0 && target === 'reg');
  return [
    ...(stealPercent.median > mostStealPercent
      ? [`the host took ${stealPercent.median} % of the time, more than ${mostStealPercent} %`]
      : []),
    ...bare
      .filter(({ cpuUs }) => cpuUs.max > cpuUs.min * mostSpread)
      .map(
        ({ cpuUs, connections }) =>
          `the bare relay took ${cpuUs.min} to ${cpuUs.max} us in the rounds at ${connections}, a spread of more than ${mostSpread}`,
      ),
    ...failing.map(({ failed, connections }) => `${failed} answers of reg failed at ${connections}`),
  ];
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
