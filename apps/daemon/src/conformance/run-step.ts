import { ask, attemptsOf, lawContext, type StepContext, type StepResult } from './ask.js';
import { askTogether } from './ask-together.js';
import { differencesFrom } from './check-law.js';
import type { ConformanceCase, Step } from './conformance-case.js';
import { describeSeen } from './describe-law.js';
import { leave, lookForEnd } from './leave.js';
import { pause } from './pause.js';

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
    case 'let-go':
      return lookForEnd(step, context);
    case 'restart':
      await context.subject.restart();
      return nothingToSee;
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
    if (seen.outcome === 'whole') context.memory.wholeText = seen.text;
  }
  return {
    seen: [...new Set(results.map((result) => result.seen))].join(', '),
    differences: results.flatMap((result) => result.differences).slice(0, 3),
    asked: results.reduce((sum, result) => sum + result.asked, 0),
  };
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
