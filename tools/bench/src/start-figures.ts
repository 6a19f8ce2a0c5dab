import { cpus } from 'node:os';
import type { ShortRunRow } from './short-runs.js';
import { measureShortRuns } from './short-runs.js';
import { measureStarts, type StartRow } from './starts.js';
import { spread, table } from './tables.js';
import type { TargetEnvironment, TargetName } from './targets.js';

/** How long it takes until something is there: gateways to their first answer, commands to their end. */
export interface StartFigures {
  readonly date: string;
  readonly node: string;
  readonly processors: number;
  readonly rounds: number;
  readonly starts: readonly StartRow[];
  readonly shortRuns: readonly ShortRunRow[];
}

export async function measureStartFigures(
  names: readonly TargetName[],
  at: TargetEnvironment,
  rounds: number,
): Promise<StartFigures> {
  return {
    date: new Date().toISOString(),
    node: process.version,
    processors: cpus().length,
    rounds,
    starts: await measureStarts(names, at, rounds),
    shortRuns: await measureShortRuns({ daemon: at.daemon, home: at.folder }, rounds * 2),
  };
}

export function describeStarts({ date, node, processors, rounds, starts, shortRuns }: StartFigures): string {
  const portkey = starts.find(({ target }) => target === 'portkey');
  const [bare] = shortRuns;
  return `${date.slice(0, 10)}, Node ${node.slice(1)}, ${processors} processors; ${rounds} interleaved starts of each after one that does not count, the commands twice as many.

${table(
  ['gateway', 'ms to the first answer', 'to Portkey', 'CPU ms until then', 'to Portkey', 'RSS MB'],
  starts.map(({ target, firstAnswerMs, cpuMs, residentMb }) => [
    target,
    spread(firstAnswerMs),
    portkey === undefined ? '' : (firstAnswerMs.median / portkey.firstAnswerMs.median).toFixed(2),
    spread(cpuMs),
    portkey === undefined ? '' : (cpuMs.median / portkey.cpuMs.median).toFixed(2),
    spread(residentMb),
  ]),
)}

${table(
  ['command', 'ms', 'beyond Node', 'CPU ms', 'beyond Node'],
  shortRuns.map(({ command, ms, cpuMs }) => [
    `\`${command}\``,
    spread(ms),
    (ms.median - (bare?.ms.median ?? 0)).toFixed(1),
    cpuMs,
    (cpuMs - (bare?.cpuMs ?? 0)).toFixed(1),
  ]),
)}
`;
}
