import { setTimeout as pause } from 'node:timers/promises';
import { sumOfFailures, type Failures } from './failures.js';
import { askedAt, runLoad } from './load.js';
import { familyOf } from './processor.js';
import type { Target } from './targets.js';

/** What the open load saw in one phase. */
export interface PhaseFigures {
  readonly sent: number;
  readonly accepted: number;
  readonly refused: number;
  readonly failures: Failures;
  /** Processor time of the target, of the time that went by. */
  readonly busyRatio: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly refusedP50Ms: number;
  readonly slices: readonly { readonly atMs: number; readonly refused: number; readonly slowestMs: number }[];
  /** Of all phases of the run. */
  readonly unanswered: number;
}

export interface OverloadRound {
  /** Requests answered in a second of processor time. */
  readonly capacityPerSecond: number;
  readonly burst: PhaseFigures;
  readonly half: PhaseFigures;
  readonly overload: PhaseFigures;
  readonly recoveryMs: number;
  readonly failures: Failures;
}

export interface OverloadPlan {
  readonly seed: number;
  /** So many requests are always in flight while the capacity is looked for. */
  readonly atOnce: number;
  readonly connections: number;
  readonly overloadSeconds: number;
  readonly warmUpSeconds: number;
}

type Phase = { readonly seconds: number } & ({ readonly rate: number } | { readonly atOnce: number });

const sliceMs = 100;
const capacitySeconds = 4;
const halfSeconds = 8;
const burstRequests = 256;
/** So long nothing comes before the burst, so that it meets an idle daemon. */
const restMs = 2000;
/** An answer that takes longer than so many times the p99 at half load is one of a daemon that has not recovered. */
const slow = 5;

/** Capacity, half of it, three times of it, half again; and many at one moment. */
export async function measureOverload(target: Target, plan: OverloadPlan): Promise<OverloadRound> {
  const run = (phases: readonly Phase[]): Promise<readonly PhaseFigures[]> =>
    runLoad('open-load.mjs', {
      ...askedAt(target, 'conversation'),
      phases,
      connections: plan.connections,
      pids: familyOf(target.child.pid),
      sliceMs,
      seed: plan.seed,
    });
  const { atOnce } = plan;
  await run([{ atOnce, seconds: plan.warmUpSeconds }]);
  const [full] = await run([{ atOnce, seconds: capacitySeconds }]);
  const capacityPerSecond = full === undefined ? 0 : full.accepted / (full.busyRatio * capacitySeconds);
  await pause(restMs);
  const [burst] = await run([{ atOnce: burstRequests, seconds: 0 }]);
  const half: Phase = { rate: capacityPerSecond / 2, seconds: halfSeconds };
  const phases = await run([half, { rate: capacityPerSecond * 3, seconds: plan.overloadSeconds }, half]);
  const [before, overload, after] = phases;
  if (burst === undefined || before === undefined || overload === undefined || after === undefined)
    throw new Error('the load generator left out a phase');
  return {
    capacityPerSecond,
    burst,
    half: before,
    overload,
    recoveryMs: recoveryOf(after, before.p99Ms * slow),
    failures: sumOfFailures([
      ...[burst, ...phases].map(({ failures }) => failures),
      after.unanswered > 0 ? { unanswered: after.unanswered } : {},
    ]),
  };
}

function recoveryOf({ slices }: PhaseFigures, slowMs: number): number {
  const last = slices.findLast(({ refused, slowestMs }) => refused > 0 || slowestMs > slowMs);
  return last === undefined ? 0 : last.atMs + sliceMs;
}
