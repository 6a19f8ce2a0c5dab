import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createSeededRandom,
  startGlmSimulator,
  startKimiSimulator,
  type VendorSimulator,
} from '@reg/testkit';
import { ask } from './ask.js';
import { startDaemonProcess, type DaemonProcess } from './daemon-process.js';
import { startExpectedTexts, type ExpectedTexts } from './expected-texts.js';
import type { Vendor } from './every-fault.js';
import { spareFds, type SoakFigures } from './figures.js';
import { judge } from './judge.js';
import { nextQuestion } from './question.js';
import { quantileOf, slopeOf } from './slope.js';
import { deadlineMs, soakConfig, soakKeys } from './soak-config.js';
import { createTally } from './tally.js';
import { readOpenings, readVitals, type Vitals } from './vitals.js';
import { createWeather } from './weather.js';

export interface SoakOptions {
  readonly seconds: number;
  readonly requestsPerSecond: number;
  readonly seed: string;
  /** Node's arguments: flags and the file of reg's command line. */
  readonly nodeArguments: readonly string[];
  onProgress?(line: string): void;
}

/** Beyond its deadline an answer has this long; a busy machine is no reason to call a request lost. */
const graceMs = 14_000;
/** Answers take a while and come in many pieces, so that there is a middle to break, to read slowly and to leave. */
const pace = { tokensPerChunk: 2, maxRequests: 1, firstTokenDelayMs: 20, chunkDelayMs: 4 } as const;
const weatherMs = 120;
const lookMs = 1_000;
const settleMs = 20_000;
const progressMs = 15_000;
/** No more than so many requests are open at once, whatever the rate. */
const maxOpen = 400;
/** Fragments of account and key in the messages of the simulated vendors: scrubbed, or shown to a client. */
const fragments = ['ak-f3k9qzexample7', 'org-5b0f9e8d7c6a4b3f'];

interface Stage {
  readonly simulators: Readonly<Record<Vendor, VendorSimulator>>;
  readonly expected: ExpectedTexts;
  readonly daemon: DaemonProcess;
}

/** Runs the daemon in all weathers and tells what became of every request. Ends everything that it started. */
export async function runSoak(options: SoakOptions): Promise<SoakFigures> {
  const home = mkdtempSync(join(tmpdir(), 'reg-soak-'));
  const [kimi, glm, expected] = await Promise.all([
    startKimiSimulator(pace),
    startGlmSimulator(pace),
    startExpectedTexts(),
  ]);
  let daemon: DaemonProcess | undefined;
  try {
    const configFile = join(home, 'reg.config.json');
    const config = soakConfig({ kimi: kimi.baseUrl, glm: glm.baseUrl }, join(home, 'state'));
    writeFileSync(configFile, JSON.stringify(config));
    daemon = await startDaemonProcess({ nodeArguments: options.nodeArguments, configFile, home });
    return await soak(options, { simulators: { kimi, glm }, expected, daemon });
  } finally {
    await daemon?.stop();
    await Promise.all([kimi.close(), glm.close(), expected.close()]);
    rmSync(home, { recursive: true, force: true });
  }
}

async function soak(options: SoakOptions, stage: Stage): Promise<SoakFigures> {
  const { simulators, daemon } = stage;
  const poorKeys = { kimi: soakKeys.kimi.at(-1) ?? '', glm: soakKeys.glm.at(-1) ?? '' };
  const weather = createWeather({
    simulators,
    random: createSeededRandom(`${options.seed} weather`),
    poorKeys,
  });
  const tally = createTally();
  const looks: Vitals[] = [];
  const openings = new Set<string>();
  const first = await readVitals(daemon.url);

  const stopWeather = every(weatherMs, () => weather.change());
  const stopLooking = every(lookMs, async () => {
    looks.push(await readVitals(daemon.url));
    for (const opening of await readOpenings(daemon.url)) openings.add(opening);
  });
  const stopTelling = every(progressMs, () => {
    const { requests, verdicts } = tally.counted();
    options.onProgress?.(`${requests} requests ${JSON.stringify(verdicts)}`);
    return Promise.resolve();
  });
  await askAll(options, stage, tally);
  await Promise.all([stopWeather(), stopLooking(), stopTelling()]);
  await weather.clear();

  const { last, leftInFlight } = await settle(stage, first);
  const faultsPutUp = Object.values(weather.counts).reduce((total, count) => total + count, 0);
  return {
    date: new Date().toISOString(),
    node: process.version,
    seconds: options.seconds,
    requestsPerSecond: options.requestsPerSecond,
    seed: options.seed,
    ...tally.counted(),
    attempts: last.attempts,
    circuitsOpened: openings.size,
    faultKinds: Object.keys(weather.counts).length,
    faultsPutUp,
    ...vitalFigures(looks, first, last),
    leftInFlight,
  };
}

/** Sends questions at an even pace, and waits until each has ended in one way or another. */
async function askAll(
  { seconds, requestsPerSecond, seed }: SoakOptions,
  { daemon, expected }: Stage,
  tally: ReturnType<typeof createTally>,
): Promise<void> {
  const random = createSeededRandom(`${seed} questions`);
  const askOptions = { baseUrl: `${daemon.url}/v1`, patienceMs: deadlineMs + graceMs };
  const judgeOptions = {
    expectedText: (target: string, prompt: string) => expected.of(target, prompt),
    secrets: [...soakKeys.kimi, ...soakKeys.glm, ...fragments],
  };
  const open = new Set<Promise<void>>();
  const askOne = async (): Promise<void> => {
    const question = nextQuestion(random);
    const received = await ask(question, askOptions);
    tally.add(question, received, await judge(question, received, judgeOptions));
  };
  const startedMs = performance.now();
  for (let sent = 0; sent < seconds * requestsPerSecond; sent += 1) {
    if (!daemon.running) throw new Error(`The daemon ended by itself after ${sent} requests.`);
    await pause(startedMs + (sent * 1000) / requestsPerSecond - performance.now());
    while (open.size >= maxOpen) await Promise.race(open);
    const one = askOne();
    open.add(one);
    void one.then(
      () => open.delete(one),
      () => undefined,
    );
  }
  await Promise.all(open);
}

/** Waits until nobody holds a request, then until every connection is closed. Both bounded. */
async function settle({ daemon, simulators }: Stage, first: Vitals) {
  const vendors = Object.values(simulators);
  const look = (): Promise<Vitals> => readVitals(daemon.url);
  const held = ({ inFlight }: Vitals): number =>
    vendors.reduce((total, simulator) => total + simulator.inFlight, inFlight);
  const leftInFlight = held(await lookUntil((vitals) => held(vitals) === 0, look));
  // The vendors close what is only kept for the next request: what is open after that is a leak.
  for (const simulator of vendors) simulator.script({ kind: 'refuse_connections', forMs: 100 });
  const last = await lookUntil(({ openFds }) => openFds <= first.openFds + spareFds, look);
  return { last, leftInFlight };
}

async function lookUntil(isSettled: (vitals: Vitals) => boolean, look: () => Promise<Vitals>) {
  const untilMs = performance.now() + settleMs;
  let vitals = await look();
  while (!isSettled(vitals) && performance.now() < untilMs) {
    await pause(250);
    vitals = await look();
  }
  return vitals;
}

function vitalFigures(looks: readonly Vitals[], first: Vitals, last: Vitals) {
  // The first half is warm-up: code is compiled, pools are filled, and bodies of 24 MiB widen the allocator's arenas.
  const warm = looks.slice(Math.floor(looks.length / 2));
  // What waits to be collected is no leak: the lowest looks tell what stays.
  const perMinute = (read: (vitals: Vitals) => number): number => {
    const lowest = partsOf(warm, 10).map((part) => lowestOf(part, read));
    return Math.round(slopeOf(lowest.map((look) => ({ x: look.atMs / 60_000, y: read(look) / 1024 }))));
  };
  const delays = warm.map(({ eventLoopP99Ms }) => eventLoopP99Ms);
  const rounded = (ms: number): number => Math.round(ms * 10) / 10;
  return {
    residentMb: { start: megabytes(first.residentBytes), end: megabytes(last.residentBytes) },
    residentMbCourse: courseOf(looks),
    residentKbPerMinute: perMinute(({ residentBytes }) => residentBytes),
    heapKbPerMinute: perMinute(({ heapBytes }) => heapBytes),
    externalKbPerMinute: perMinute(({ externalBytes }) => externalBytes),
    openFds: { start: first.openFds, end: last.openFds },
    eventLoopP99Ms: {
      median: rounded(quantileOf(delays, 0.5)),
      worst: rounded(quantileOf(delays, 1)),
    },
  };
}

function courseOf(looks: readonly Vitals[]): number[] {
  const resident = ({ residentBytes }: Vitals): number => residentBytes;
  return partsOf(looks, 10).map((part) => megabytes(resident(lowestOf(part, resident))));
}

/** Equal parts, in their order; fewer where there are fewer looks. */
function partsOf(looks: readonly Vitals[], count: number): [Vitals, ...Vitals[]][] {
  const parts = Array.from({ length: count }, (_, part) =>
    looks.slice(Math.floor((part * looks.length) / count), Math.floor(((part + 1) * looks.length) / count)),
  );
  return parts.filter((part): part is [Vitals, ...Vitals[]] => part.length > 0);
}

function lowestOf(looks: readonly [Vitals, ...Vitals[]], read: (vitals: Vitals) => number): Vitals {
  return looks.reduce((lowest, look) => (read(look) < read(lowest) ? look : lowest));
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1_048_576);
}

/** Does something again and again, never twice at once; the function given back ends it. */
function every(intervalMs: number, act: () => Promise<void>): () => Promise<void> {
  let stopped = false;
  const loop = async (): Promise<void> => {
    while (!stopped) {
      await act();
      await pause(intervalMs);
    }
  };
  const running = loop();
  // It is told when it is ended, not in the middle of everything.
  running.catch(() => undefined);
  return async () => {
    stopped = true;
    await running;
  };
}

function pause(ms: number): Promise<void> {
  return ms <= 0 ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, ms));
}
