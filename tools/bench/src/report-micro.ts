import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { do_not_optimize, measure } from 'mitata';
import { bytesOf } from './allocation.js';
import { microCases, type MicroCase } from './micro-cases.js';
import { describeMicro, type MicroFigures, type MicroRow } from './micro-figures.js';
import { ratioOf, warmUp } from './timing.js';

/**
 * A program's event loop turns, and only then is let go what was referred to weakly; so it turns here too, now and
 * then, which the median run does not notice.
 */
const runsPerTurn = 64;

/** Measures every part, and writes the figures to `out` as JSON and beside it as Markdown. */
export async function reportMicro(out: string): Promise<void> {
  const { cases, close } = microCases();
  const rows: MicroRow[] = [];
  for (const one of cases) rows.push(await measured(one, cases));
  await close();
  mkdirSync(dirname(out), { recursive: true });
  const figures: MicroFigures = { date: new Date().toISOString(), node: process.version, rows };
  writeFileSync(out, `${JSON.stringify(figures, undefined, 2)}\n`);
  writeFileSync(out.replace(/\.json$/, '.md'), `${describeMicro(figures)}\n`);
  console.log(`${describeMicro(figures)}\n\nwritten to ${out} and beside it as Markdown`);
}

async function measured(one: MicroCase, cases: readonly MicroCase[]): Promise<MicroRow> {
  const { name, run, comparedWith = [], notSame } = one;
  await warmUp(run);
  let runs = 0;
  const { p50 } = await measure(
    run() instanceof Promise
      ? async () => {
          do_not_optimize(await run());
          runs += 1;
          if (runs % runsPerTurn === 0) await setImmediate();
        }
      : () => {
          do_not_optimize(run());
        },
    { inner_gc: false, min_cpu_time: 400e6 },
  );
  const compared = [];
  for (const to of comparedWith) {
    const base = cases.find((each) => each.name === to);
    // In turns, because what else the machine does changes between one measurement and the next.
    if (base !== undefined)
      compared.push({ to, ratio: Number((await ratioOf(run, base.run)).toPrecision(2)) });
  }
  return {
    name,
    p50Us: Number((p50 / 1000).toPrecision(3)),
    bytes: await bytesOf(run),
    compared,
    ...(notSame === undefined ? {} : { notSame }),
  };
}
