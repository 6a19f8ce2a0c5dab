import { chunksOf, spreadOf, type Spread } from './figures.js';
import { loadTarget, readStreams, type LoadFigures, type ReadFigures } from './load.js';
import type { Target } from './targets.js';

export interface RoundPlan {
  readonly targets: readonly Target[];
  readonly rounds: number;
  readonly seconds: number;
  /** Load that each target has before the first window, while its code is compiled. */
  readonly warmUpSeconds: number;
  onProgress(line: string): void;
}

/** One target under one load, over all rounds. */
export interface LoadRow {
  readonly target: string;
  readonly connections: number;
  readonly cpuUs: Spread;
  readonly requestsPerSecond: Spread;
  readonly p50Ms: Spread;
  readonly p99Ms: Spread;
  readonly residentMb: number;
  readonly failed: number;
}

/** The same for streams; CPU time is told for each chunk. */
export interface StreamRow extends Omit<LoadRow, 'p50Ms' | 'p99Ms'> {
  readonly firstByteP50Ms: Spread;
  readonly chunkP50Us: Spread;
  readonly chunkP99Us: Spread;
}

export interface Measured<Row> {
  readonly rows: readonly Row[];
  /** The host's share of each window's time, percent. */
  readonly stealPercents: readonly number[];
}

/** Whole answers: every target once in each round, in an order that turns from round to round. */
export async function measureWhole(
  plan: RoundPlan,
  connections: number,
  kind: 'whole' | 'conversation' = 'whole',
): Promise<Measured<LoadRow>> {
  const windows = await inRounds(plan, `${kind}, ${connections} connections`, (target, seconds) =>
    loadTarget(target, { kind, connections, seconds }),
  );
  const rows = [...windows].map(([target, figures]) => ({
    ...commonOf(target, connections, figures),
    cpuUs: spreadOf(figures.map(({ cpuUsPerRequest }) => cpuUsPerRequest)),
    p50Ms: spreadOf(figures.map(({ p50Ms }) => p50Ms)),
    p99Ms: spreadOf(figures.map(({ p99Ms }) => p99Ms)),
  }));
  return { rows, stealPercents: [...windows.values()].flat().map(({ stealPercent }) => stealPercent) };
}

/** Streams of {@link chunksOf} chunks: the load generator for the CPU time, a reader of its own for the lateness. */
export async function measureStreams(plan: RoundPlan, connections: number): Promise<Measured<StreamRow>> {
  type Window = LoadFigures & { readonly read: ReadFigures };
  const windows = await inRounds<Window>(plan, `${connections} streams`, async (target, seconds) => {
    const load = await loadTarget(target, { kind: 'stream', connections, seconds });
    return { ...load, read: await readStreams(target, { connections, seconds }) };
  });
  const rows = [...windows].map(([target, figures]) => ({
    ...commonOf(target, connections, figures),
    cpuUs: spreadOf(figures.map(({ cpuUsPerRequest }) => cpuUsPerRequest / chunksOf)),
    firstByteP50Ms: spreadOf(figures.map(({ read }) => read.firstByteP50Ms)),
    chunkP50Us: spreadOf(figures.map(({ read }) => read.chunkP50Us)),
    chunkP99Us: spreadOf(figures.map(({ read }) => read.chunkP99Us)),
  }));
  return { rows, stealPercents: [...windows.values()].flat().map(({ stealPercent }) => stealPercent) };
}

function commonOf(target: string, connections: number, figures: readonly LoadFigures[]) {
  return {
    target,
    connections,
    requestsPerSecond: spreadOf(figures.map(({ requestsPerSecond }) => requestsPerSecond)),
    residentMb: Math.round(Math.max(...figures.map(({ residentMb }) => residentMb))),
    failed: figures.reduce((sum, { failed }) => sum + failed, 0),
  };
}

/** A window for each target in each round, after one that does not count. */
async function inRounds<Window>(
  { targets, rounds, seconds, warmUpSeconds, onProgress }: RoundPlan,
  what: string,
  measure: (target: Target, seconds: number) => Promise<Window>,
): Promise<Map<string, Window[]>> {
  const windows = new Map<string, Window[]>(targets.map(({ name }) => [name, []]));
  for (const target of targets) await measure(target, warmUpSeconds);
  for (let round = 0; round < rounds; round += 1) {
    onProgress(`${what}, round ${round + 1} of ${rounds}`);
    const turn = round % targets.length;
    for (const target of [...targets.slice(turn), ...targets.slice(0, turn)])
      windows.get(target.name)?.push(await measure(target, seconds));
  }
  return windows;
}
