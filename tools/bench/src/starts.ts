import { performance } from 'node:perf_hooks';
import { wholeBody } from './bodies.js';
import { spreadOf, type Spread } from './figures.js';
import { familyOf, residentKbOf } from './processor.js';
import { starters, type TargetEnvironment, type TargetName } from './targets.js';

export interface StartRow {
  readonly target: string;
  /** From the start of the process to its first whole answer. */
  readonly firstAnswerMs: Spread;
  /** Memory right after it. */
  readonly residentMb: Spread;
}

/** Starts each target anew in each round, one at a time, and asks it until it answers. */
export async function measureStarts(
  names: readonly TargetName[],
  at: TargetEnvironment,
  rounds: number,
): Promise<readonly StartRow[]> {
  const seen = new Map<TargetName, { ms: number[]; mb: number[] }>();
  for (let round = 0; round < rounds; round += 1)
    for (const name of names) {
      const startedMs = performance.now();
      const target = await starters[name](at);
      if (target === undefined) continue;
      try {
        const answer = await fetch(`${target.url}/v1/chat/completions`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...target.headers },
          body: wholeBody,
        });
        await answer.text();
        const row = seen.get(name) ?? { ms: [], mb: [] };
        row.ms.push(performance.now() - startedMs);
        row.mb.push(residentKbOf(familyOf(target.child.pid)) / 1024);
        seen.set(name, row);
      } finally {
        await target.child.stop();
      }
    }
  return [...seen].map(([target, { ms, mb }]) => ({
    target,
    firstAnswerMs: spreadOf(ms),
    residentMb: spreadOf(mb),
  }));
}
