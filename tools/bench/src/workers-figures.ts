import type { Spread } from './figures.js';

/** What `npm run bench -- --workers` measured. */
export interface WorkersFigures {
  readonly date: string;
  readonly node: string;
  readonly processors: number;
  readonly rounds: number;
  readonly connections: number;
  readonly rows: readonly WorkersRow[];
  /** CPU time of a request with two workers to that with one, of the same round. */
  readonly cpuRatio: Spread;
  readonly stealPercent: Spread;
}

export interface WorkersRow {
  readonly workers: number;
  /** Of all processes of the daemon, for each answer. */
  readonly cpuUs: Spread;
  readonly requestsPerSecond: Spread;
  readonly p99Ms: Spread;
  readonly residentMb: number;
  readonly failed: number;
}

/** When the rounds of one row differ by more, others were at work on the machine. */
const mostSpread = 1.6;

export function describeWorkers({ rows, ...figures }: WorkersFigures): string {
  const cells = rows.map((row) => [
    row.workers,
    spread(row.cpuUs),
    spread(row.requestsPerSecond),
    spread(row.p99Ms),
    row.residentMb,
    row.failed,
  ]);
  const head = ['workers', 'CPU us/request', 'requests/s', 'p99 ms', 'RSS MB', 'failed'];
  const table = [head, head.map(() => '---'), ...cells].map((line) => `| ${line.join(' | ')} |`).join('\n');
  const isShaky = rows.some(({ cpuUs }) => cpuUs.max > cpuUs.min * mostSpread);
  const care = isShaky
    ? '\n\nThe spread shows that others were at work on the machine: the ratio within a round says more than the times.'
    : '';
  return `${figures.date.slice(0, 10)}, Node ${figures.node.slice(1)}, ${figures.processors} processors, shared by daemon, upstream and load; ${figures.connections} connections, ${figures.rounds} interleaved rounds; the host took ${figures.stealPercent.median} % of the time. With two workers a request took ${spread(figures.cpuRatio)} times the processor time that it took with one in the same round.

${table}${care}`;
}

function spread({ median, min, max }: Spread): string {
  return `${median} (${min} to ${max})`;
}
