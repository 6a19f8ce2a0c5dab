import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hasSlack, regressionsOf, type AcceptedCosts, type MicroCost } from './micro-limits.js';

const file = join(import.meta.dirname, '../micro-check.json');
const howToAccept =
  'If that is meant, run `npm run bench:micro -- --accept` on a machine that is doing nothing else, commit tools/bench/micro-check.json, and say in the commit what the costs are for.';

const mostTries = 4;
/** Something that seems dearer is measured three times at least, however long that takes. */
const leastTries = 3;
const lastTryAtMs = 20_000;

/**
 * Compares what parts cost in process with what was accepted. What seems dearer is measured again, in a process of its
 * own each time, because it may have been compiled or laid out unluckily: only what stays so is a regression.
 *
 * @returns whether nothing costs more
 */
export function checkMicro(): boolean {
  const accepted = JSON.parse(readFileSync(file, 'utf8')) as AcceptedCosts;
  const least = new Map<string, MicroCost>();
  let dear: readonly string[] = [];
  for (let tried = 0; tried < mostTries; tried += 1) {
    if (tried >= leastTries && performance.now() > lastTryAtMs) break;
    for (const cost of costsIn(dear)) least.set(cost.name, lesser(cost, least.get(cost.name)));
    dear = [...least.values()]
      .filter((cost) => regressionsOf(cost, accepted).length > 0)
      .map(({ name }) => name);
    if (dear.length === 0) break;
  }
  for (const cost of least.values())
    console.log(`${dear.includes(cost.name) ? 'DEAR' : 'ok  '} ${inWords(cost)}`);
  for (const cost of [...least.values()].filter((each) => hasSlack(each, accepted)))
    console.log(`${cost.name} costs much less than was accepted; --accept would hold on to that.`);
  const regressions = [
    ...[...least.values()].flatMap((cost) => regressionsOf(cost, accepted)),
    ...accepted.rows
      .filter(({ name }) => !least.has(name))
      .map(({ name }) => `${name}: is not measured any more`),
  ];
  if (regressions.length === 0) return true;
  const then = `Accepted on ${accepted.date.slice(0, 10)} with Node ${accepted.node.slice(1)}; this is ${process.version.slice(1)}.`;
  console.error(`\n${regressions.join('\n')}\n\n${then} ${howToAccept}`);
  return false;
}

/** Writes down what parts cost now, in the median of several processes, as what they may cost from now on. */
export function acceptMicro(takes = 5): void {
  const seen = new Map<string, MicroCost[]>();
  for (let take = 0; take < takes; take += 1)
    for (const cost of costsIn([])) {
      console.log(inWords(cost));
      seen.set(cost.name, [...(seen.get(cost.name) ?? []), cost]);
    }
  const rows = [...seen].map(([name, costs]) => ({
    name,
    ratio: median(costs.map(({ ratio }) => ratio)),
    bytes: median(costs.map(({ bytes }) => bytes)),
  }));
  const accepted: AcceptedCosts = { date: new Date().toISOString(), node: process.version, rows };
  writeFileSync(file, `${JSON.stringify(accepted, undefined, 2)}\n`);
  console.log(`written to ${file}`);
}

function costsIn(names: readonly string[]): readonly MicroCost[] {
  const launcher = join(import.meta.dirname, 'micro.mjs');
  const args = [launcher, '--costs', ...names];
  const { status, stdout } = spawnSync(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  if (status !== 0) throw new Error(`the measurement ended with code ${status}`);
  return JSON.parse(stdout.toString()) as MicroCost[];
}

function lesser(cost: MicroCost, other = cost): MicroCost {
  const { name } = cost;
  return { name, ratio: Math.min(cost.ratio, other.ratio), bytes: Math.min(cost.bytes, other.bytes) };
}

function inWords({ name, ratio, bytes }: MicroCost): string {
  return `${name}: ${ratio} calibration loops, ${bytes} bytes`;
}

function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? 0;
}
