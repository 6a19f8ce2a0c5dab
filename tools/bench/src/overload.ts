import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { buildDaemon } from '../../workspace/src/build-daemon.mjs';
import { chatCompletions } from './bodies.js';
import { failuresInWords, sumOfFailures } from './failures.js';
import { spreadOf } from './figures.js';
import { measureOverload, type OverloadRound } from './overload-round.js';
import { describeOverload, type OverloadCase, type OverloadFigures } from './overload-figures.js';
import { benchFolder, starters, startUpstream } from './targets.js';
import { outputFile } from './output-file.js';

const { values } = parseArgs({
  options: {
    overload: { type: 'boolean' },
    rounds: { type: 'string', default: '5' },
    out: { type: 'string' },
  },
});
const rounds = Number(values.rounds);
const out = outputFile(values.out, 'overload.json');
const seconds = 12;
/**
 * An answer at once is the hardest: all that a call takes is the daemon's own work, and those who wait for a connection
 * do so in front of it. The other is what a very quick model takes.
 */
const paces = [
  { vendorMs: 0, atOnce: 32, connections: 500 },
  { vendorMs: 100, atOnce: 100, connections: 2500 },
] as const;
/** Below this somebody else had the processor, and neither load nor capacity are what they seem: it is measured anew. */
const leastBusyRatio = 0.9;
const mostTries = 3;

const folder = benchFolder();
try {
  const cases: OverloadCase[] = [];
  for (const pace of paces) cases.push(await measureCase(pace));
  const figures: OverloadFigures = {
    date: new Date().toISOString(),
    node: process.version,
    bodyKb: Math.round(chatCompletions.conversationBody.length / 1024),
    seconds,
    cases,
    doubts: cases.flatMap(doubtsOf),
  };
  mkdirSync(dirname(out), { recursive: true });
  writeFileSync(out, `${JSON.stringify(figures, undefined, 2)}\n`);
  console.log(`${describeOverload(figures)}\n\nwritten to ${out}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function measureCase({ vendorMs, ...load }: (typeof paces)[number]): Promise<OverloadCase> {
  const upstream = await startUpstream({ BENCH_DELAY_MS: String(vendorMs) });
  const at = { upstream: upstream.child, upstreamUrl: upstream.url, daemon: buildDaemon(), folder };
  const reg = await starters.reg({ ...at, overload: {} });
  if (reg === undefined) throw new Error('reg did not start');
  const seen: OverloadRound[] = [];
  const disturbed: OverloadRound[] = [];
  try {
    for (let tries = 0; seen.length < rounds && tries < rounds * mostTries; tries += 1) {
      console.error(`overload, a vendor of ${vendorMs} ms, round ${seen.length + 1} of ${rounds}`);
      const warmUpSeconds = tries === 0 ? 15 : 2;
      const plan = { ...load, seed: tries + 1, overloadSeconds: seconds, warmUpSeconds };
      const round = await measureOverload(reg, plan);
      (round.overload.busyRatio < leastBusyRatio ? disturbed : seen).push(round);
    }
  } finally {
    await reg.child.stop();
    await upstream.child.stop();
  }
  const { connections } = load;
  return {
    ...{ vendorMs, connections, disturbed: disturbed.length },
    ...summaryOf(seen.length > 0 ? seen : disturbed),
  };
}

function summaryOf(
  seen: readonly OverloadRound[],
): Omit<OverloadCase, 'vendorMs' | 'connections' | 'disturbed'> {
  const spread = (of: (round: OverloadRound) => number) => spreadOf(seen.map(of));
  const sum = (of: (round: OverloadRound) => number) => seen.reduce((all, round) => all + of(round), 0);
  return {
    rounds: seen.length,
    capacityPerSecond: spread((round) => round.capacityPerSecond),
    half: {
      p50Ms: spread(({ half }) => half.p50Ms),
      p99Ms: spread(({ half }) => half.p99Ms),
      refused: sum(({ half }) => half.refused),
    },
    overload: {
      perSecond: spread(({ overload }) => overload.sent / seconds),
      acceptedPerSecond: spread(({ overload }) => overload.accepted / seconds),
      refusedPercent: spread(({ overload }) => (overload.refused / overload.sent) * 100),
      p50Ms: spread(({ overload }) => overload.p50Ms),
      p99Ms: spread(({ overload }) => overload.p99Ms),
      p99Ratio: spread(({ overload, half }) => overload.p99Ms / half.p99Ms),
      refusedP50Ms: spread(({ overload }) => overload.refusedP50Ms),
      busyPercent: spread(({ overload }) => overload.busyRatio * 100),
    },
    recoveryMs: spread((round) => round.recoveryMs),
    burst: {
      requests: seen[0]?.burst.sent ?? 0,
      refused: spread(({ burst }) => burst.refused),
      p99Ms: spread(({ burst }) => burst.p99Ms),
    },
    failures: sumOfFailures(seen.map(({ failures }) => failures)),
  };
}

function doubtsOf({ vendorMs, overload, failures, ...measured }: OverloadCase): readonly string[] {
  const busy = overload.busyPercent.median;
  return [
    ...(measured.rounds < rounds ? [`only ${measured.rounds} of ${rounds} rounds could be measured`] : []),
    ...(busy < leastBusyRatio * 100
      ? [`the daemon got ${busy} % of its processor under overload, so others were at work on it`]
      : []),
    ...(Object.keys(failures).length > 0 ? [`requests failed otherwise: ${failuresInWords(failures)}`] : []),
  ].map((doubt) => `with a vendor of ${vendorMs} ms ${doubt}`);
}
