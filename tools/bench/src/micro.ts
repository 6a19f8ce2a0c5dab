import { getHeapStatistics } from 'node:v8';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { do_not_optimize, measure } from 'mitata';
import { microCases, type MicroCase } from './micro-cases.js';
import { describeMicro, type MicroFigures, type MicroRow } from './micro-figures.js';

const root = join(import.meta.dirname, '../../..');
const { values } = parseArgs({ options: { out: { type: 'string' } } });
const out = resolve(values.out ?? join(root, 'node_modules/.cache/reg-bench/micro.json'));

const rows = new Map<string, MicroRow>();
const { cases, close } = await microCases();
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

async function measured({ name, run, comparedWith }: MicroCase): Promise<MicroRow> {
  const result: unknown = run();
  const { p50 } = await measure(
    result instanceof Promise
      ? async () => do_not_optimize(await run())
      : () => {
          do_not_optimize(run());
        },
    { inner_gc: false, min_cpu_time: 400e6 },
  );
  const base = comparedWith === undefined ? undefined : rows.get(comparedWith);
  return {
    name,
    p50Us: Number((p50 / 1000).toPrecision(3)),
    bytes: await bytesOf(run),
    ...(base === undefined || comparedWith === undefined
      ? {}
      : { ratio: Number((p50 / 1000 / base.p50Us).toPrecision(2)), comparedWith }),
  };
}

/** What one run leaves behind it, over as many as fit between two collections. */
async function bytesOf(run: () => unknown): Promise<number> {
  const roomBytes = 4_000_000;
  const times = Math.max(1, Math.min(500, Math.floor(roomBytes / (await leftBy(run, 1)))));
  return Math.round((await leftBy(run, times)) / times);
}

async function leftBy(run: () => unknown, times: number): Promise<number> {
  globalThis.gc?.();
  const before = getHeapStatistics().used_heap_size;
  for (let time = 0; time < times; time += 1) {
    const result = run();
    if (result instanceof Promise) await result;
  }
  return Math.max(1, getHeapStatistics().used_heap_size - before);
}
