import { questionFor, type StepContext, type StepResult } from './ask.js';
import type { ConformanceCase, Step } from './conformance-case.js';
import { pause } from './pause.js';

/** How often the client leaves: the machine may be busy with something else, a gateway that waits is slow always. */
const leavings = 3;

/** The client goes away, and upstream must be let go soon. */
export async function leave(
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
  let hasContent = false;
  const answer = context.subject.ask({
    ...questionFor(scenario, undefined, context),
    signal: client.signal,
    onContent: () => {
      hasContent = true;
    },
  });
  const own = () => simulator.requests.slice(before);
  await until(() => (when === 'waiting' ? own().length > 0 : hasContent), context.patienceMs);
  const leftAtMs = performance.now();
  client.abort();
  const isGone = () => own().length > 0 && own().every((request) => request.aborted);
  await until(isGone, context.patienceMs);
  const tookMs = isGone() ? performance.now() - leftAtMs : Number.POSITIVE_INFINITY;
  await answer;
  return tookMs;
}

/** The loser of a race is not left talking to nobody. */
export async function lookForEnd(
  step: Extract<Step, { readonly type: 'let-go' }>,
  { upstreams }: StepContext,
): Promise<StepResult> {
  const lastRequest = () => upstreams.simulators[step.vendor].requests.at(-1);
  await until(() => lastRequest()?.aborted === true, step.withinMs);
  const isGone = lastRequest()?.aborted === true;
  return {
    seen: `${step.vendor} ${isGone ? 'let go' : 'still busy'}`,
    differences: isGone ? [] : [`${step.vendor} was not let go within ${step.withinMs} ms`],
    asked: 0,
  };
}

const lookEveryMs = 2;

/** Settles when the condition holds, or when the time is over. */
async function until(condition: () => boolean, withinMs: number): Promise<void> {
  const endsAtMs = performance.now() + withinMs;
  while (!condition() && performance.now() < endsAtMs) await pause(lookEveryMs);
}
