import { performance } from 'node:perf_hooks';
import { chatCompletions } from './bodies.js';
import { spreadOf, type Spread } from './figures.js';
import { cpuUsOf, familyOf, residentKbOf } from './processor.js';
import { starters, type Target, type TargetEnvironment, type TargetName } from './targets.js';

export interface StartRow {
  readonly target: string;
  /** From the start of the process to its first whole answer. */
  readonly firstAnswerMs: Spread;
  /** Processor time until then: what is left of the above on a machine that does nothing else. */
  readonly cpuMs: Spread;
  /** Memory right after it. */
  readonly residentMb: Spread;
}

/** What is started: a target, or reg as on its first start, when Node has nothing of it compiled yet. */
type Start = readonly [label: string, start: () => Promise<Target | undefined>];

interface Seen {
  readonly ms: number[];
  readonly cpuMs: number[];
  readonly mb: number[];
}

/**
 * Starts each target anew in each round, one at a time, and asks it until it answers. One start of each before that
 * does not count.
 */
export async function measureStarts(
  names: readonly TargetName[],
  at: TargetEnvironment,
  rounds: number,
): Promise<readonly StartRow[]> {
  const all = names.flatMap((name): readonly Start[] => [
    [name, () => starters[name](at)],
    ...(name === 'reg'
      ? [['reg, first start', () => starters.reg({ ...at, compileCache: false })] as const]
      : []),
  ]);
  const seen = new Map<string, Seen>(all.map(([label]) => [label, { ms: [], cpuMs: [], mb: [] }]));
  for (let round = 0; round <= rounds; round += 1)
    for (const [label, start] of all) {
      const row = seen.get(label);
      await measureStart(start, round === 0 ? undefined : row);
    }
  return [...seen]
    .filter(([, { ms }]) => ms.length > 0)
    .map(([target, { ms, cpuMs, mb }]) => ({
      target,
      firstAnswerMs: spreadOf(ms),
      cpuMs: spreadOf(cpuMs),
      residentMb: spreadOf(mb),
    }));
}

async function measureStart(start: Start[1], row: Seen | undefined): Promise<void> {
  const startedMs = performance.now();
  const target = await start();
  if (target === undefined) return;
  try {
    const answer = await fetch(`${target.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...target.headers },
      body: chatCompletions.wholeBody,
    });
    await answer.text();
    row?.ms.push(performance.now() - startedMs);
    const family = familyOf(target.child.pid);
    row?.cpuMs.push(cpuUsOf(family) / 1000);
    row?.mb.push(residentKbOf(family) / 1024);
  } finally {
    await target.child.stop();
  }
}
