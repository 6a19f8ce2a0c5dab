import { setImmediate } from 'node:timers/promises';
import { repeated } from './repeated.js';

/** Of the processor's time: where others want it too, the clock goes on without anything being compiled. */
const warmUpUs = 800_000;
const roundMs = 0.7;
const roundsPerBlock = 40;
const mostBlocks = 24;
/** So many blocks in which nothing was faster by more than a few percent, and it will not get any faster. */
const blocksToSettle = 4;
const faster = 0.97;

/** Runs it until most of it is compiled. */
export async function warmUp(run: () => unknown): Promise<void> {
  const from = process.cpuUsage();
  for (let usedUs = 0; usedUs < warmUpUs;) {
    await msOf(run, 10);
    const { user, system } = process.cpuUsage(from);
    usedUs = user + system;
  }
}

/**
 * How long `run` takes as a multiple of `base`. Many short rounds of both, in turns, until neither gets any faster: the
 * fastest rounds of each are the ones that nothing disturbed, neither another process nor a collection, and by then
 * all of it is compiled.
 */
export async function ratioOf(run: () => unknown, base: () => unknown): Promise<number> {
  const times = await timesPerRound(run);
  const baseTimes = await timesPerRound(base);
  let [best, baseBest, settled] = [Infinity, Infinity, 0];
  for (let block = 0; block < mostBlocks && settled < blocksToSettle; block += 1) {
    const runMs: number[] = [];
    const baseMs: number[] = [];
    for (let round = 0; round < roundsPerBlock; round += 1) {
      baseMs.push(await msOf(base, baseTimes));
      runMs.push(await msOf(run, times));
    }
    const [now, baseNow] = [fast(runMs), fast(baseMs)];
    settled = now < best * faster || baseNow < baseBest * faster ? 0 : settled + 1;
    best = Math.min(best, now);
    baseBest = Math.min(baseBest, baseNow);
  }
  return best / baseBest;
}

/** The twentieth part of all rounds was no slower; the very fastest may be a fluke of the clock. */
function fast(values: number[]): number {
  values.sort((left, right) => left - right);
  return values[Math.floor(values.length / 20)] ?? Number.NaN;
}

async function timesPerRound(run: () => unknown): Promise<number> {
  let times = 1;
  while ((await msOf(run, times)) * times < roundMs && times < 1_000_000) times *= 2;
  return times;
}

/** Of one run, milliseconds. Begins in a turn of its own, so that what was referred to weakly before is let go. */
async function msOf(run: () => unknown, times: number): Promise<number> {
  await setImmediate();
  const startedMs = performance.now();
  await repeated(run, times);
  return (performance.now() - startedMs) / times;
}
