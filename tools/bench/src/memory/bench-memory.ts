import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { buildDaemon } from '../../../workspace/src/build-daemon.mjs';
import { benchFolder, startUpstream, type TargetName } from '../targets.js';
import { bodiesAtOnce, bodyMb, measureMemory, streamsAtOnce } from './measure-memory.js';
import { describeMemory, type MemoryFigures } from './memory-figures.js';
import { outputFile } from '../output-file.js';

const { values } = parseArgs({
  options: {
    memory: { type: 'boolean' },
    rounds: { type: 'string', default: '5' },
    targets: { type: 'string', default: 'bare,portkey,reg,reg-anthropic,reg-responses' },
    out: { type: 'string' },
  },
});
const out = outputFile(values.out, 'memory.json');
const rounds = Number(values.rounds);

// Streams last longer than they are looked at, and whole answers come late enough to be waited for.
const upstream = await startUpstream({
  BENCH_CHUNKS: '1200',
  BENCH_APART_MS: '100',
  BENCH_DELAY_MS: '5000',
});
const folder = benchFolder();
const at = { upstream: upstream.child, upstreamUrl: upstream.url, daemon: buildDaemon(), folder };
try {
  const figures: MemoryFigures = {
    date: new Date().toISOString(),
    node: process.version,
    rounds,
    streams: streamsAtOnce,
    bodies: bodiesAtOnce,
    bodyMb,
    rows: await measureMemory(values.targets.split(',') as TargetName[], at, {
      rounds,
      onProgress: (line) => {
        console.error(line);
      },
    }),
  };
  mkdirSync(dirname(out), { recursive: true });
  writeFileSync(out, `${JSON.stringify(figures, undefined, 2)}\n`);
  console.log(`${describeMemory(figures)}\n\nwritten to ${out}`);
} finally {
  await upstream.child.stop();
  rmSync(folder, { recursive: true, force: true });
}
