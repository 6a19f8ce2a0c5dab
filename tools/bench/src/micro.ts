import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { do_not_optimize, measure } from 'mitata';
import { bytesOf, repeated } from './allocation.js';
import { microCases, type MicroCase } from './micro-cases.js';
import { describeMicro, type MicroFigures, type MicroRow } from './micro-figures.js';

const root = join(import.meta.dirname, '../../..');
const { values } = parseArgs({ options: { out: { type: 'string' } } });
const out = resolve(values.out ?? join(root, 'node_modules/.cache/reg-bench/micro.json'));

const rows = new Map<string, MicroRow>();
const { cases, close } = microCases();
for (const one of cases) rows.set(one.name, await measured(one));
await close();
mkdirSync(dirname(out), { recursive: true });
const figures: MicroFigures = {
  date: new Date().toISOString(),
  node: process.version,
  rows: [...rows.values()],
};
writeFileSync(out, `${JSON.stringify(figures, undefined, 2)}\n`);
writeFileSync(out.replace(/\.json$/, '.md'), `${describeMicro(figures)}\n`);
console.log(`${describeMicro(figures)}\n\nwritten to ${out} and beside it as Markdown`);

async function measured({ name, run, comparedWith = [], notSame }: MicroCase): Promise<MicroRow> {
  await warmUp(run);
  const { p50 } = await measure(
    run() instanceof Promise
      ? async () => do_not_optimize(await run())
      : () => {
          do_not_optimize(run());
        },
    { inner_gc: false, min_cpu_time: 400e6 },
  );
  const p50Us = Number((p50 / 1000).toPrecision(3));
  return {
    name,
    p50Us,
    bytes: await bytesOf(run),
    compared: comparedWith.flatMap((to) => {
      const base = rows.get(to);
      return base === undefined ? [] : [{ to, ratio: Number((p50Us / base.p50Us).toPrecision(2)) }];
    }),
    ...(notSame === undefined ? {} : { notSame }),
  };
}

/** Until it is compiled: half a second is enough for the largest. */
async function warmUp(run: () => unknown): Promise<void> {
  const endsAtMs = performance.now() + 500;
  while (performance.now() < endsAtMs) await repeated(run, 10);
}
