import { ask, counts, lawContext, since, type StepContext, type StepResult } from './ask.js';
import { differencesFrom, isWithin, told } from './check-law.js';
import type { ConformanceCase, Step, Vendor } from './conformance-case.js';
import type { Refusal } from './law.js';
import type { Seen } from './seen.js';

/** Many questions at the same moment. */
export async function askTogether(
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
