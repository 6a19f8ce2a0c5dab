import type { ClientManner, QuestionKind } from './question.js';
import type { Verdict } from './judge.js';

/** What one soak found out. Plain JSON. */
export interface SoakFigures {
  /** UTC. */
  readonly date: string;
  readonly node: string;
  readonly seconds: number;
  readonly requestsPerSecond: number;
  readonly seed: string;
  readonly requests: number;
  readonly verdicts: Readonly<Record<Verdict, number>>;
  readonly kinds: Readonly<Record<QuestionKind, number>>;
  readonly manners: Readonly<Record<ClientManner, number>>;
  readonly streams: number;
  /** Honest errors by their code. */
  readonly errors: Readonly<Record<string, number>>;
  /** The first of what was lost or dishonest, for people. */
  readonly wrong: readonly string[];
  /** Attempts at vendors, by the daemon's own count. */
  readonly attempts: number;
  /** Attempts beyond the first of their request: retries, failovers, hedges and continuations. */
  readonly furtherAttempts: number;
  readonly circuitsOpened: number;
  /** Kinds of faults that were put up, of all that the simulators know. */
  readonly faultKinds: number;
  readonly faultsPutUp: number;
  readonly residentMb: { readonly start: number; readonly end: number };
  /** The lowest of each tenth of the run. */
  readonly residentMbCourse: readonly number[];
  /** Of the lowest looks after the warm-up, which is half of the run; meaningless for short runs. */
  readonly residentKbPerMinute: number;
  readonly heapKbPerMinute: number;
  readonly externalKbPerMinute: number;
  readonly openFds: { readonly start: number; readonly end: number };
  /** Of looks a second apart: the middle one and the worst. */
  readonly eventLoopP99Ms: { readonly median: number; readonly worst: number };
  /** Requests that the daemon, or a simulator, still held after everybody had gone. */
  readonly leftInFlight: number;
}

/** Why a soak failed; empty when the daemon kept the law. */
export function failuresOf(figures: SoakFigures): readonly string[] {
  const { verdicts, openFds, leftInFlight } = figures;
  return [
    ...(verdicts.lost > 0 ? [`${verdicts.lost} requests were lost`] : []),
    ...(verdicts.dishonest > 0 ? [`${verdicts.dishonest} answers ended dishonestly`] : []),
    ...(openFds.end > openFds.start + spareFds
      ? [`file descriptors: ${openFds.start}, then ${openFds.end}`]
      : []),
    ...(leftInFlight > 0 ? [`${leftInFlight} requests were still held at the end`] : []),
    ...(verdicts.answered === 0 ? ['nothing was answered, so nothing was shown'] : []),
  ];
}

/** The connections over which the daemon itself is measured. */
export const spareFds = 8;

export function describeFigures(figures: SoakFigures): string {
  const { verdicts, residentMb, openFds, eventLoopP99Ms } = figures;
  const rows: readonly (readonly [string, string | number])[] = [
    ['requests sent', figures.requests],
    ['  of them streams', figures.streams],
    ['answered', verdicts.answered],
    ['honest errors', verdicts.honest_error],
    ['left by the client', verdicts.left],
    ['lost', verdicts.lost],
    ['dishonest ends', verdicts.dishonest],
    ['attempts at vendors', figures.attempts],
    ['  beyond the first', figures.furtherAttempts],
    ['circuits opened', figures.circuitsOpened],
    ['faults put up', `${figures.faultsPutUp} of ${figures.faultKinds} kinds`],
    ['memory (RSS)', `${residentMb.start} MB, then ${residentMb.end} MB`],
    [
      '  slope after warm-up',
      `${figures.residentKbPerMinute} KB/min, heap ${figures.heapKbPerMinute} KB/min`,
    ],
    ['file descriptors', `${openFds.start}, then ${openFds.end}`],
    ['event-loop delay p99', `${eventLoopP99Ms.median} ms, at worst ${eventLoopP99Ms.worst} ms`],
    ['still held at the end', figures.leftInFlight],
  ];
  const errors = Object.entries(figures.errors).map(([code, count]) => `  ${code}: ${count}`);
  return [
    ...rows.map(([name, value]) => `${name.padEnd(26)}${value}`),
    ...(errors.length === 0 ? [] : ['errors by code', ...errors]),
    ...figures.wrong.map((line) => `WRONG ${line}`),
  ].join('\n');
}
