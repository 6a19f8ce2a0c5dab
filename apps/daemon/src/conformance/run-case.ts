import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { caseId, type ConformanceCase } from './conformance-case.js';
import { describeCase } from './describe-law.js';
import type { StepContext, StepResult } from './ask.js';
import { runStep } from './run-step.js';
import type { OpenSubject, Surface } from './subject/subject.js';
import { startUpstreams, type Upstreams } from './upstream/start-upstreams.js';

/** One case on one surface. */
export interface CaseResult {
  readonly id: string;
  readonly group: ConformanceCase['group'];
  readonly name: string;
  readonly vendor: ConformanceCase['vendor'];
  readonly stream: boolean;
  readonly surface: Surface;
  readonly status: 'kept' | 'broken' | 'skipped';
  readonly expected: string;
  readonly seen: string;
  /** Every way in which it differs from the law. */
  readonly differences: readonly string[];
  /** All questions together. */
  readonly attempts: number;
  readonly elapsedMs: number;
}

export interface CaseRun {
  readonly surface: Surface;
  readonly open: OpenSubject;
  /** A folder of this run's own. */
  readonly stateDir: string;
  /** Vendors that are there already, for a gateway that is configured to call them. */
  readonly upstreams?: Upstreams;
  /** How long an answer is waited for. */
  readonly patienceMs: number;
}

/** Runs one case from a fresh start: its own vendors, its own gateway, its own state. */
export async function runCase(scenario: ConformanceCase, run: CaseRun): Promise<CaseResult> {
  const startedAtMs = performance.now();
  const { setup = {} } = scenario;
  const upstreams = run.upstreams ?? (await startUpstreams({ place: setup.place }));
  const finish = (facts: Pick<CaseResult, 'status' | 'seen' | 'differences' | 'attempts'>): CaseResult => ({
    id: caseId(scenario),
    group: scenario.group,
    name: scenario.name,
    vendor: scenario.vendor,
    stream: scenario.stream,
    surface: run.surface,
    expected: describeCase(scenario),
    elapsedMs: performance.now() - startedAtMs,
    ...facts,
  });
  try {
    if (upstreams.missing !== undefined)
      return finish({ status: 'skipped', seen: upstreams.missing, differences: [], attempts: 0 });
    const stateDir = await mkdtemp(join(run.stateDir, 'case-'));
    const subject = await run.open({ upstreams, setup, stateDir });
    try {
      const results = await runSteps(scenario, {
        subject,
        upstreams,
        patienceMs: run.patienceMs,
        memory: {},
      });
      const differences = results.flatMap((result) => result.differences);
      return finish({
        status: differences.length === 0 ? 'kept' : 'broken',
        seen: results
          .map((result) => result.seen)
          .filter((seen) => seen !== '')
          .join('; then '),
        differences,
        attempts: results.reduce((sum, result) => sum + result.asked, 0),
      });
    } finally {
      await subject.close();
    }
  } finally {
    if (run.upstreams === undefined) await upstreams.close();
    else for (const simulator of Object.values(upstreams.simulators)) await simulator.reset();
  }
}

async function runSteps(scenario: ConformanceCase, context: StepContext): Promise<readonly StepResult[]> {
  const results: StepResult[] = [];
  for (const [index, step] of scenario.steps.entries()) {
    const result = await runStep(step, scenario, context);
    // What comes after a step that went wrong would only repeat that it did.
    results.push(
      result.differences.length === 0
        ? result
        : { ...result, differences: result.differences.map((problem) => `step ${index + 1}: ${problem}`) },
    );
    if (result.differences.length > 0) break;
  }
  return results;
}
