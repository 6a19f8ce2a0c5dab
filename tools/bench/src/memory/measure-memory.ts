import { writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { chatCompletions } from '../bodies.js';
import { spreadOf } from '../figures.js';
import { freePort } from '../free-port.js';
import { familyOf, peakResidentKbOf, residentKbOf } from '../processor.js';
import { starters, type Target, type TargetEnvironment, type TargetName } from '../targets.js';
import { holdRequests } from './held-requests.js';
import { connectInspector, type HeldBytes } from './inspector.js';
import type { MemoryRow } from './memory-figures.js';

export const streamsAtOnce = 1000;
export const bodiesAtOnce = 16;
export const bodyMb = 2;

/** What is allocated at the start is given back by then, or never. */
const settleMs = 2_000;

interface Round {
  readonly idleMb: number;
  readonly answeredMb: number;
  readonly residentKbPerStream: number;
  readonly heapKbPerStream: number;
  readonly externalKbPerStream: number;
  readonly bodiesHeld: number;
  readonly bodiesAtPeak: number;
  readonly failed: number;
}

/** Every target once in each round, started anew for each of the three measurements. */
export async function measureMemory(
  names: readonly TargetName[],
  at: TargetEnvironment,
  { rounds, onProgress }: { readonly rounds: number; onProgress(line: string): void },
): Promise<readonly MemoryRow[]> {
  const seen = new Map<TargetName, Round[]>();
  for (let round = 0; round < rounds; round += 1)
    for (const name of names) {
      onProgress(`memory of ${name}, round ${round + 1} of ${rounds}`);
      const measured = await measureOnce(name, at);
      if (measured !== undefined) seen.set(name, [...(seen.get(name) ?? []), measured]);
    }
  return [...seen].map(([target, all]) => {
    const of = (field: keyof Round) => spreadOf(all.map((round) => round[field]));
    return {
      target,
      idleMb: of('idleMb'),
      answeredMb: of('answeredMb'),
      residentKbPerStream: of('residentKbPerStream'),
      heapKbPerStream: of('heapKbPerStream'),
      externalKbPerStream: of('externalKbPerStream'),
      bodiesHeld: of('bodiesHeld'),
      bodiesAtPeak: of('bodiesAtPeak'),
      failed: all.reduce((sum, { failed }) => sum + failed, 0),
    };
  });
}

async function measureOnce(name: TargetName, at: TargetEnvironment): Promise<Round | undefined> {
  const resident = await withTarget(name, at, residentOf);
  const held = await withInspector(name, at, heldByStreams);
  const bodies = await withInspector(name, at, heldByBodies);
  if (resident === undefined || held === undefined || bodies === undefined) return undefined;
  return { ...resident, ...held, ...bodies, failed: resident.failed + held.failed + bodies.failed };
}

/** By the operating system's account: idle, and with many streams. */
async function residentOf(target: Target) {
  const residentMb = (): number => residentKbOf(familyOf(target.child.pid)) / 1024;
  await pause(settleMs);
  const idleMb = residentMb();
  await answerOnce(target);
  await pause(settleMs);
  const answeredMb = residentMb();
  const streams = await holdStreams(target);
  const samples: number[] = [];
  for (let sample = 0; sample < 10; sample += 1) {
    await pause(300);
    samples.push(residentMb());
  }
  const failed = await streams.stop();
  const residentKbPerStream = ((spreadOf(samples).median - answeredMb) * 1024) / streamsAtOnce;
  return { idleMb, answeredMb, residentKbPerStream, failed };
}

async function heldByStreams(target: Target, held: () => Promise<HeldBytes>) {
  await answerOnce(target);
  const before = await held();
  const streams = await holdStreams(target);
  await pause(1_000);
  const during = await held();
  return {
    heapKbPerStream: (during.heap - before.heap) / 1024 / streamsAtOnce,
    externalKbPerStream: (during.external - before.external) / 1024 / streamsAtOnce,
    failed: await streams.stop(),
  };
}

async function heldByBodies(target: Target, held: () => Promise<HeldBytes>) {
  const { child, dialect = chatCompletions } = target;
  await answerOnce(target);
  const before = await held();
  const residentKb = residentKbOf([child.pid]);
  // Writing 5 there forgets the peak so far.
  writeFileSync(`/proc/${child.pid}/clear_refs`, '5');
  const plan = { count: bodiesAtOnce, body: dialect.largeBody(bodyMb * 1024 * 1024), isStream: false };
  const requests = await holdRequests(target, plan);
  await pause(settleMs);
  const peakKb = peakResidentKbOf(child.pid);
  const during = await held();
  const sentBytes = bodiesAtOnce * bodyMb * 1024 * 1024;
  return {
    bodiesHeld: (during.heap + during.external - before.heap - before.external) / sentBytes,
    bodiesAtPeak: ((peakKb - residentKb) * 1024) / sentBytes,
    failed: await requests.failed(),
  };
}

function holdStreams(target: Target) {
  const { streamBody } = target.dialect ?? chatCompletions;
  return holdRequests(target, { count: streamsAtOnce, body: streamBody, isStream: true });
}

async function answerOnce(target: Target): Promise<void> {
  const { wholeBody } = target.dialect ?? chatCompletions;
  await (await holdRequests(target, { count: 1, body: wholeBody, isStream: false })).failed();
}

async function withInspector<T>(
  name: TargetName,
  at: TargetEnvironment,
  measure: (target: Target, held: () => Promise<HeldBytes>) => Promise<T>,
): Promise<T | undefined> {
  const port = await freePort();
  return withTarget(name, { ...at, nodeOptions: `--inspect=127.0.0.1:${port}` }, async (target) => {
    const inspector = await connectInspector(port);
    try {
      return await measure(target, () => inspector.held());
    } finally {
      inspector.close();
    }
  });
}

async function withTarget<T>(
  name: TargetName,
  at: TargetEnvironment,
  measure: (target: Target) => Promise<T>,
): Promise<T | undefined> {
  const target = await starters[name](at);
  try {
    return target === undefined ? undefined : await measure(target);
  } finally {
    await target?.child.stop();
  }
}
