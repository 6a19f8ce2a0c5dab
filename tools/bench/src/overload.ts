import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { buildDaemon } from '../../workspace/src/build-daemon.mjs';
import { agentBody } from './agent-body.js';
import { spreadOf } from './figures.js';
import { measureOverload, type OverloadRound } from './overload-round.js';
import { describeOverload, type OverloadFigures } from './overload-figures.js';
import { benchFolder, starters, startUpstream } from './targets.js';

const root = join(import.meta.dirname, '../../..');
const { values } = parseArgs({
  options: {
    overload: { type: 'boolean' },
    rounds: { type: 'string', default: '5' },
    out: { type: 'string' },
  },
});
const rounds = Number(values.rounds);
const out = resolve(values.out ?? join(root, 'node_modules/.cache/reg-bench/overload.json'));
const overloadSeconds = 12;
/** Below this somebody else had the processor, and neither load nor capacity are what they seem: it is measured anew. */
const leastBusyRatio = 0.9;
const mostTries = 3;

const upstream = await startUpstream();
const folder = benchFolder();
const reg = await starters.reg({
  upstream: upstream.child,
  upstreamUrl: upstream.url,
  daemon: buildDaemon(),
  folder,
  overload: {},
});
if (reg === undefined) throw new Error('reg did not start');
try {
  const seen: OverloadRound[] = [];
  const disturbed: OverloadRound[] = [];
  for (let tries = 0; seen.length < rounds && tries < rounds * mostTries; tries += 1) {
    console.error(`overload, round ${seen.length + 1} of ${rounds}`);
    const warmUpSeconds = tries === 0 ? 15 : 2;
    const round = await measureOverload(reg, { seed: tries + 1, overloadSeconds, warmUpSeconds });
    (round.overload.busyRatio < leastBusyRatio ? disturbed : seen).push(round);
  }
  const figures = figuresOf(seen.length > 0 ? seen : disturbed, disturbed.length);
  mkdirSync(dirname(out), { recursive: true });
  writeFileSync(out, `${JSON.stringify(figures, undefined, 2)}\n`);
  console.log(`${describeOverload(figures)}\n\nwritten to ${out}`);
} finally {
  await reg.child.stop();
  await upstream.child.stop();
  rmSync(folder, { recursive: true, force: true });
}

function figuresOf(seen: readonly OverloadRound[], disturbed: number): OverloadFigures {
  const spread = (of: (round: OverloadRound) => number) => spreadOf(seen.map(of));
  const sum = (of: (round: OverloadRound) => number) => seen.reduce((all, round) => all + of(round), 0);
  const busyPercent = spread(({ overload }) => overload.busyRatio * 100);
  const failed = sum((round) => round.failed);
  return {
    date: new Date().toISOString(),
    node: process.version,
    rounds: seen.length,
    disturbed,
    bodyKb: Math.round(agentBody.length / 1024),
    capacityPerSecond: spread((round) => round.capacityPerSecond),
    half: {
      p50Ms: spread(({ half }) => half.p50Ms),
      p99Ms: spread(({ half }) => half.p99Ms),
      refused: sum(({ half }) => half.refused),
    },
    overload: {
      seconds: overloadSeconds,
      perSecond: spread(({ overload }) => overload.sent / overloadSeconds),
      acceptedPerSecond: spread(({ overload }) => overload.accepted / overloadSeconds),
      refusedPercent: spread(({ overload }) => (overload.refused / overload.sent) * 100),
      p50Ms: spread(({ overload }) => overload.p50Ms),
      p99Ms: spread(({ overload }) => overload.p99Ms),
      p99Ratio: spread(({ overload, half }) => overload.p99Ms / half.p99Ms),
      refusedP50Ms: spread(({ overload }) => overload.refusedP50Ms),
      busyPercent,
    },
    recoveryMs: spread((round) => round.recoveryMs),
    burst: {
      requests: seen[0]?.burst.sent ?? 0,
      refused: spread(({ burst }) => burst.refused),
      p99Ms: spread(({ burst }) => burst.p99Ms),
    },
    failed,
    doubts: [
      ...(seen.length < rounds ? [`only ${seen.length} of ${rounds} rounds could be measured`] : []),
      ...(busyPercent.median < leastBusyRatio * 100
        ? [
            `the daemon got ${busyPercent.median} % of its processor under overload, so others were at work on it`,
          ]
        : []),
      ...(failed > 0 ? [`${failed} requests failed in another way than by a refusal`] : []),
    ],
  };
}
