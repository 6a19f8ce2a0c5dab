import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chatDialect, isTranslatable, messagesDialect, responsesDialect } from './client/client-dialect.js';
import { isPortable, type ConformanceCase, type Vendor } from './conformance-case.js';
import { runCase, type CaseResult } from './run-case.js';
import { openDaemon } from './subject/daemon-subject.js';
import { openInProcess } from './subject/registry-subject.js';
import type { OpenSubject, Surface } from './subject/subject.js';
import { openTarget, type TargetOptions } from './subject/target-subject.js';
import { startUpstreams, type Upstreams } from './upstream/start-upstreams.js';

export interface ConformanceOptions {
  readonly cases: readonly ConformanceCase[];
  /** Told of each result when it is there. */
  onResult?(result: CaseResult): void;
}

export interface TargetRunOptions extends ConformanceOptions {
  readonly target: TargetOptions;
  readonly ports: Partial<Readonly<Record<Vendor, number>>>;
  readonly patienceMs: number;
  /** The vendors listen; the operator may now configure the gateway. Settles when that is done. */
  onUpstreams(upstreams: Upstreams): Promise<void>;
}

/** At once; each has vendors and a gateway of its own. */
const concurrency = 8;
/** Much longer than any case takes, also on a busy machine. */
const patienceMs = 30_000;

/** Every case on every surface of reg: the daemon over HTTP in each dialect, and the registry in process. */
export async function runConformance(options: ConformanceOptions): Promise<readonly CaseResult[]> {
  const surfaces: readonly (readonly [Surface, OpenSubject])[] = [
    ['http', openDaemon('http', chatDialect)],
    ['messages', openDaemon('messages', messagesDialect)],
    ['responses', openDaemon('responses', responsesDialect)],
    ['in-process', openInProcess],
  ];
  const jobs = options.cases.flatMap((scenario) =>
    surfaces
      .filter(([surface]) => isAbout(scenario, surface))
      .map(([surface, open]): Job => ({ scenario, surface, open })),
  );
  const { onResult } = options;
  return inStateDir((stateDir) => {
    const work = async (take: TakeJob): Promise<void> => {
      const upstreams = await startUpstreams();
      try {
        for (let next = take(); next !== undefined; next = take())
          next.done(
            await runCase(next.job.scenario, {
              ...next.job,
              stateDir,
              patienceMs,
              ...vendorsFor(next.job, upstreams),
            }),
          );
      } finally {
        await upstreams.close();
      }
    };
    return runAll(jobs, { workers: Math.min(concurrency, jobs.length), work, onResult });
  });
}

/** Not every question has words in every dialect. */
function isAbout(scenario: ConformanceCase, surface: Surface): boolean {
  if (scenario.surface !== undefined) return scenario.surface === surface;
  if (surface !== 'messages' && surface !== 'responses') return true;
  return scenario.steps.every(
    (step) =>
      !('question' in step) || step.question?.body === undefined || isTranslatable(step.question.body),
  );
}

/** A case that puts something in the place of a vendor starts its own; the others take turns at the worker's. */
function vendorsFor({ scenario }: Job, upstreams: Upstreams): { readonly upstreams?: Upstreams } {
  return scenario.setup?.place === undefined ? { upstreams } : {};
}

/** The cases that hold for any gateway, one after the other, against one that is running already. */
export async function runAgainstTarget(options: TargetRunOptions): Promise<readonly CaseResult[]> {
  const upstreams = await startUpstreams({ ports: options.ports });
  try {
    await options.onUpstreams(upstreams);
    const open = openTarget(options.target);
    const { onResult } = options;
    const jobs = options.cases
      .filter(isPortable)
      .map((scenario): Job => ({ scenario, surface: 'target', open }));
    return await inStateDir((stateDir) => {
      const work = async (take: TakeJob): Promise<void> => {
        for (let next = take(); next !== undefined; next = take())
          next.done(
            await runCase(next.job.scenario, {
              ...next.job,
              stateDir,
              upstreams,
              patienceMs: options.patienceMs,
            }),
          );
      };
      return runAll(jobs, { workers: 1, work, onResult });
    });
  } finally {
    await upstreams.close();
  }
}

interface Job {
  readonly scenario: ConformanceCase;
  readonly surface: Surface;
  readonly open: OpenSubject;
}

/** The next job, until there is none. */
type TakeJob = () => { readonly job: Job; done(result: CaseResult): void } | undefined;

async function runAll(
  jobs: readonly Job[],
  options: {
    readonly workers: number;
    work(take: TakeJob): Promise<void>;
    readonly onResult: ConformanceOptions['onResult'] | undefined;
  },
): Promise<readonly CaseResult[]> {
  const results: CaseResult[] = [];
  const queue = [...jobs.entries()];
  const take: TakeJob = () => {
    const next = queue.shift();
    if (next === undefined) return undefined;
    const [index, job] = next;
    return {
      job,
      done(result) {
        results[index] = result;
        options.onResult?.(result);
      },
    };
  };
  await Promise.all(Array.from({ length: options.workers }, () => options.work(take)));
  return results;
}

async function inStateDir<T>(work: (stateDir: string) => Promise<T>): Promise<T> {
  const stateDir = await mkdtemp(join(tmpdir(), 'reg-conformance-'));
  try {
    return await work(stateDir);
  } finally {
    await rm(stateDir, { recursive: true, force: true });
  }
}
