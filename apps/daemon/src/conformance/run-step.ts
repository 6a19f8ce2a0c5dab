import { differencesFrom, isWithin, told } from './check-law.js';
import { type ConformanceCase, type Question, type Step, type Vendor } from './conformance-case.js';
import { describeSeen } from './describe-law.js';
import type { Refusal } from './law.js';
import type { Seen } from './seen.js';
import { modelsOf } from './subject/case-config.js';
import type { Subject } from './subject/subject.js';
import type { Upstreams } from './upstream/start-upstreams.js';

export interface StepContext {
  readonly subject: Subject;
  readonly upstreams: Upstreams;
  readonly patienceMs: number;
}

export interface StepResult {
  readonly seen: string;
  readonly differences: readonly string[];
  readonly asked: number;
}

const nothingToSee: StepResult = { seen: '', differences: [], asked: 0 };

/** Does one step of a case and compares what comes of it with the law. */
export async function runStep(
  step: Step,
  scenario: ConformanceCase,
  context: StepContext,
): Promise<StepResult> {
  const { simulators } = context.upstreams;
  switch (step.type) {
    case 'script':
      simulators[step.vendor].script(...step.faults);
      return nothingToSee;
    case 'heal':
      await Promise.all(Object.values(simulators).map((simulator) => simulator.clearFaults()));
      return nothingToSee;
    case 'wait':
      await pause(step.ms);
      return nothingToSee;
    case 'ask':
      return askAndCheck(step, scenario, context);
    case 'ask-together':
      return askTogether(step, scenario, context);
    case 'leave':
      return leave(step, scenario, context);
    case 'circuit':
      return lookAtCircuit(step, context);
  }
}

async function askAndCheck(
  step: Extract<Step, { readonly type: 'ask' }>,
  scenario: ConformanceCase,
  context: StepContext,
): Promise<StepResult> {
  const results: StepResult[] = [];
  for (let count = 0; count < (step.times ?? 1); count += 1) {
    const seen = await ask(scenario, step.question, context);
    results.push({
      seen: describeSeen(seen),
      differences: differencesFrom(step.law, seen, lawContext(context)),
      asked: attemptsOf(seen),
    });
  }
  return {
    seen: [...new Set(results.map((result) => result.seen))].join(', '),
    differences: results.flatMap((result) => result.differences).slice(0, 3),
    asked: results.reduce((sum, result) => sum + result.asked, 0),
  };
}

async function askTogether(
  step: Extract<Step, { readonly type: 'ask-together' }>,
  scenario: ConformanceCase,
  context: StepContext,
): Promise<StepResult> {
  const before = counts(context);
  const all = await Promise.all(
    Array.from({ length: step.count }, () => ask(scenario, step.question, context)),
  );
  const asked = since(before, context);
  const { law } = step;
  const whole = all.filter((seen) => seen.outcome === 'whole').length;
  const refused = all.filter((seen) => seen.outcome === 'refused');
  const differences = [
    ...(isWithin(whole, law.whole) ? [] : [`${whole} whole answers instead of ${told(law.whole)}`]),
    ...(law.refused === undefined || isWithin(refused.length, law.refused)
      ? []
      : [`${refused.length} refusals instead of ${told(law.refused)}`]),
    ...(whole + refused.length === all.length ? [] : ['an answer is neither whole nor refused']),
    ...Object.entries(law.asked ?? {}).flatMap(([vendor, range]) =>
      isWithin(asked[vendor as Vendor], range)
        ? []
        : [`${vendor} was asked ${asked[vendor as Vendor]} times instead of ${told(range)}`],
    ),
    ...refused.flatMap((seen) => refusalDifferences(law.refusal, seen, context)),
  ];
  return {
    seen: `${whole} whole, ${refused.length} refused (kimi asked ${asked.kimi}, glm asked ${asked.glm})`,
    differences: [...new Set(differences)],
    asked: asked.kimi + asked.glm,
  };
}

function refusalDifferences(
  refusal: Refusal | undefined,
  seen: Seen,
  context: StepContext,
): readonly string[] {
  return refusal === undefined
    ? []
    : differencesFrom({ outcome: 'refused', refusal, retryAfter: true }, seen, lawContext(context));
}

/** How often the client leaves: the machine may be busy with something else, a gateway that waits is slow always. */
const leavings = 3;

async function leave(
  step: Extract<Step, { readonly type: 'leave' }>,
  scenario: ConformanceCase,
  context: StepContext,
): Promise<StepResult> {
  const times: number[] = [];
  while (times.length < leavings && !times.some((ms) => ms <= step.withinMs))
    times.push(await leaveOnce(step.when, scenario, context));
  const best = Math.min(...times);
  return {
    seen: Number.isFinite(best) ? 'let go in time' : 'never let go',
    differences:
      best <= step.withinMs
        ? []
        : [`upstream was let go after ${Math.round(best)} ms instead of ${step.withinMs}`],
    asked: times.length,
  };
}

async function leaveOnce(
  when: 'waiting' | 'streaming',
  scenario: ConformanceCase,
  context: StepContext,
): Promise<number> {
  const simulator = context.upstreams.simulators[scenario.vendor];
  const before = simulator.requests.length;
  const client = new AbortController();
  const content = Promise.withResolvers<undefined>();
  const answer = context.subject.ask({
    ...questionFor(scenario, undefined, context),
    signal: client.signal,
    onContent: () => {
      content.resolve(undefined);
    },
  });
  const arrived = when === 'waiting' ? until(() => simulator.requests.length > before) : content.promise;
  await Promise.race([arrived, pause(context.patienceMs)]);
  const leftAtMs = performance.now();
  client.abort();
  await Promise.race([
    until(() => simulator.requests.slice(before).every((request) => request.aborted)),
    pause(context.patienceMs),
  ]);
  const isGone = simulator.requests.slice(before).every((request) => request.aborted);
  const tookMs = isGone && simulator.requests.length > before ? performance.now() - leftAtMs : Infinity;
  await answer;
  return tookMs;
}

async function lookAtCircuit(
  step: Extract<Step, { readonly type: 'circuit' }>,
  { subject }: StepContext,
): Promise<StepResult> {
  const state = await subject.endpointState(step.vendor);
  return {
    seen: `circuit ${String(state)}`,
    differences: state === step.state ? [] : [`the circuit is ${String(state)} instead of ${step.state}`],
    asked: 0,
  };
}

async function ask(
  scenario: ConformanceCase,
  question: Question | undefined,
  context: StepContext,
): Promise<Seen> {
  const before = counts(context);
  const startedAtMs = performance.now();
  const answered = await context.subject.ask({
    ...questionFor(scenario, question, context),
    signal: AbortSignal.timeout(context.patienceMs),
  });
  return { ...answered, asked: since(before, context), elapsedMs: performance.now() - startedAtMs };
}

const prompt = 'Tell me about the sea, 世界 🌊, and be brief.';

function questionFor(
  { vendor, stream, setup = {} }: ConformanceCase,
  question: Question = {},
  { subject }: StepContext,
) {
  const model = question.model ?? modelsOf(setup, vendor)[0] ?? '';
  return {
    body: {
      model: subject.modelName(vendor, model),
      messages: [{ role: 'user', content: prompt }],
      thinking: { type: 'disabled' },
      stream,
      ...(stream ? { stream_options: { include_usage: true } } : {}),
      ...question.body,
    },
    route: { allowFallback: question.allowFallback ?? true, ...question.route },
  };
}

function lawContext({ subject, upstreams }: StepContext) {
  const { kimi, glm } = upstreams.simulators;
  const total = (vendor: Vendor): number | undefined => {
    const usage = upstreams.simulators[vendor].lastAnswer?.usage;
    return usage === undefined ? undefined : usage.promptTokens + usage.completionTokens;
  };
  return {
    said: { kimi: kimi.lastAnswer?.content, glm: glm.lastAnswer?.content },
    usageOf: { kimi: total('kimi'), glm: total('glm') },
    surface: subject.surface,
  };
}

type Counts = Readonly<Record<Vendor, number>>;

function counts({ upstreams: { simulators } }: StepContext): Counts {
  return { kimi: simulators.kimi.requests.length, glm: simulators.glm.requests.length };
}

function since(before: Counts, context: StepContext): Counts {
  const now = counts(context);
  return { kimi: now.kimi - before.kimi, glm: now.glm - before.glm };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** What the vendors counted; or what the gateway tells, where a server that counts nothing stands for one. */
function attemptsOf({ asked, attempts = 0 }: Seen): number {
  return Math.max(asked.kimi + asked.glm, attempts);
}

const lookEveryMs = 2;
const lookAtMost = 5000;

async function until(condition: () => boolean): Promise<void> {
  for (let looks = 0; looks < lookAtMost && !condition(); looks += 1) await pause(lookEveryMs);
}
