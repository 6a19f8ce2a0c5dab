import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildDaemon } from '../../workspace/src/build-daemon.mjs';
import { spreadOf } from './figures.js';
import { loadTarget, type LoadFigures } from './load.js';
import { benchFolder, starters, startUpstream, type Target } from './targets.js';
import { describeWorkers, type WorkersFigures, type WorkersRow } from './workers-figures.js';
import { outputFile } from './output-file.js';

const { values } = parseArgs({
  options: {
    workers: { type: 'boolean' },
    rounds: { type: 'string', default: '9' },
    out: { type: 'string' },
  },
});
const rounds = Number(values.rounds);
const out = outputFile(values.out, 'workers.json');
const connections = 64;
const seconds = 3;
const warmUpSeconds = 12;

const upstream = await startUpstream();
const folder = benchFolder();
const daemon = buildDaemon();
const started: { readonly workers: number; readonly target: Target; readonly windows: LoadFigures[] }[] = [];
try {
  for (const workers of [1, 2]) {
    const at = {
      upstream: upstream.child,
      upstreamUrl: upstream.url,
      daemon,
      folder: join(folder, String(workers)),
    };
    const target = await starters.reg({ ...at, workers, cpus: '0-1' });
    if (target === undefined) throw new Error('reg did not start');
    started.push({ workers, target, windows: [] });
    await loadTarget(target, { kind: 'whole', connections, seconds: warmUpSeconds });
  }
  for (let round = 0; round < rounds; round += 1) {
    console.error(`workers, round ${round + 1} of ${rounds}`);
    for (const { target, windows } of round % 2 === 0 ? started : [...started].reverse())
      windows.push(await loadTarget(target, { kind: 'whole', connections, seconds }));
  }
  const figures = figuresNow();
  mkdirSync(dirname(out), { recursive: true });
  writeFileSync(out, `${JSON.stringify(figures, undefined, 2)}\n`);
  console.log(`${describeWorkers(figures)}\n\nwritten to ${out}`);
} finally {
  for (const { target } of started) await target.child.stop();
  await upstream.child.stop();
  rmSync(folder, { recursive: true, force: true });
}

function figuresNow(): WorkersFigures {
  const [one, two] = started.map(({ windows }) => windows.map(({ cpuUsPerRequest }) => cpuUsPerRequest));
  return {
    date: new Date().toISOString(),
    node: process.version,
    processors: cpus().length,
    rounds,
    connections,
    rows: started.map(rowOf),
    // To two digits, which is finer than a spread is otherwise told.
    cpuRatio: ratiosOf(one ?? [], two ?? []),
    stealPercent: spreadOf(started.flatMap(({ windows }) => windows.map(({ stealPercent }) => stealPercent))),
  };
}

function ratiosOf(one: readonly number[], two: readonly number[]): WorkersFigures['cpuRatio'] {
  const { median, min, max } = spreadOf(
    two.map((value, round) => (value / (one[round] ?? Number.NaN)) * 100),
  );
  const rounded = (percent: number): number => Math.round(percent) / 100;
  return { median: rounded(median), min: rounded(min), max: rounded(max) };
}

function rowOf({ workers, windows }: (typeof started)[number]): WorkersRow {
  return {
    workers,
    cpuUs: spreadOf(windows.map(({ cpuUsPerRequest }) => cpuUsPerRequest)),
    requestsPerSecond: spreadOf(windows.map(({ requestsPerSecond }) => requestsPerSecond)),
    p99Ms: spreadOf(windows.map(({ p99Ms }) => p99Ms)),
    residentMb: Math.round(Math.max(...windows.map(({ residentMb }) => residentMb))),
    failed: windows.reduce((sum, { failed }) => sum + failed, 0),
  };
}
