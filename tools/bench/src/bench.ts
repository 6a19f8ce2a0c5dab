import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { buildDaemon } from '../../workspace/src/build-daemon.mjs';
import { pinsProcessors } from './child.js';
import { doubtsOf, spreadOf, type BenchFigures } from './figures.js';
import { describeFigures } from './describe-figures.js';
import { measureStreams, measureWhole, type Measured, type LoadRow, type StreamRow } from './rounds.js';
import { describeStarts, measureStartFigures } from './start-figures.js';
import { benchFolder, starters, startUpstream, type Target, type TargetName } from './targets.js';
import { outputFile } from './output-file.js';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    starts: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    targets: { type: 'string' },
    out: { type: 'string' },
  },
});
const { quick } = values;
const names = (values.targets?.split(',') ??
  (quick
    ? ['bare', 'fastify', 'reg', 'reg-anthropic', 'reg-responses']
    : Object.keys(starters))) as TargetName[];
const rounds = Number(values.rounds ?? (quick ? 2 : 7));
// The quick run ends within two minutes, build included. The load generator stops at whole seconds only.
const seconds = quick ? 1 : 3;
const firstWarmUpSeconds = 20;
const connectionCounts = quick ? [16, 64] : [16, 1, 64, 256];

const upstream = await startUpstream();
const folder = benchFolder();
const at = { upstream: upstream.child, upstreamUrl: upstream.url, daemon: buildDaemon(), folder };
const onProgress = (line: string): void => {
  console.error(line);
};
const started: Target[] = [];
try {
  const measuredStarts = names.filter(
    (name) => name !== 'direct' && name !== 'nginx' && !name.startsWith('reg-'),
  );
  const starts = await measureStartFigures(measuredStarts, at, values.starts ? rounds : quick ? 2 : 5);
  write('starts.json', starts, describeStarts(starts));
  if (!values.starts) await benchLoads();
} finally {
  for (const { child } of started) await child.stop();
  await upstream.child.stop();
  rmSync(folder, { recursive: true, force: true });
}

/** Starts all targets and puts load on them in turn. */
async function benchLoads(): Promise<void> {
  for (const name of names) {
    const target = await starters[name](at);
    if (target !== undefined) started.push(target);
  }
  const plan = { targets: started, rounds, seconds, warmUpSeconds: seconds, onProgress };
  // Another dialect of the same daemon is looked at where it has most to translate: tools and chunks.
  const targets = started.filter(({ name }) => !name.startsWith('reg-'));
  const whole: Measured<LoadRow>[] = [];
  for (const [index, connections] of connectionCounts.entries()) {
    // The more a target does, the longer its code takes to be compiled.
    const warmUpSeconds = index === 0 && !quick ? firstWarmUpSeconds : seconds;
    whole.push(await measureWhole({ ...plan, targets, warmUpSeconds }, connections));
  }
  const conversations = await measureWhole(plan, 16, 'conversation');
  const streams: Measured<StreamRow>[] = [await measureStreams(plan, 50)];
  const measured = {
    stealPercent: spreadOf(
      [...whole, conversations, ...streams].flatMap(({ stealPercents }) => stealPercents),
    ),
    whole: whole.flatMap(({ rows }) => rows),
    conversations: conversations.rows,
    streams: streams.flatMap(({ rows }) => rows),
  };
  const figures: BenchFigures = {
    date: new Date().toISOString(),
    node: process.version,
    processors: cpus().length,
    pinned: pinsProcessors(),
    rounds,
    seconds,
    ...measured,
    missing: names.filter((name) => !started.some((target) => target.name === name)),
    doubts: doubtsOf(measured),
  };
  write('figures.json', figures, describeFigures(figures));
}

function write(name: string, value: unknown, page: string): void {
  const path = outputFile(values.out, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify(value, undefined, 2)}\n`);
  writeFileSync(path.replace(/\.json$/, '.md'), page);
  console.log(`${page}\nwritten to ${path} and beside it as Markdown\n`);
}
