import type { Decision, RoutingPolicy } from '@reg/core';
import { worstCaseUsd } from '@reg/selection';

/** Some models could write a million tokens; a call that sets no limit must not hold a budget for that. */
const assumedLongestAnswer = 32_768;
/** A failed attempt may have cost as much as one that answered, so failover needs the price of more than one. */
const attemptsHeld = 3;
/** While a budget is ample, one call leaves so many like it room beside it. */
const callsSideBySide = 4;

/**
 * How much of a budget is set aside for a call, and so the most that it may cost: several attempts while there is
 * plenty, one when there is little, what is left when that is less.
 */
export function amountToHold(
  decision: Pick<Decision, 'ranked' | 'requirement'>,
  policy: RoutingPolicy,
  leftUsd: number,
): number {
  const { ranked, requirement } = decision;
  const maxOutputTokens = requirement.maxOutputTokens ?? assumedLongestAnswer;
  const attemptUsd = worstCaseUsd({ ranked, requirement: { ...requirement, maxOutputTokens } }, policy);
  const ampleUsd = Math.min(attemptsHeld * attemptUsd, leftUsd / callsSideBySide);
  return Math.min(leftUsd, Math.max(attemptUsd, ampleUsd));
}
