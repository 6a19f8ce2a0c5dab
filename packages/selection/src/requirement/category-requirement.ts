import type { RequestNeeds, Requirement, RouteHints, RoutingPolicy } from '@reg/core';
import { categoryOf } from './category-of.js';
import { longContextWindow } from './requirement-from.js';

const noNeeds: RequestNeeds = {
  vision: false,
  video: false,
  tools: false,
  forcedToolChoice: 'none',
  jsonObject: false,
  jsonSchema: false,
  reasoning: false,
  noReasoning: false,
  continuation: false,
};

/** What is asked for when there is no request yet, only a category and hints. */
export interface CategoryQuestion {
  /** @default the policy's default category */
  readonly category?: string | undefined;
  readonly hints?: RouteHints | undefined;
  readonly freeOnly?: boolean | undefined;
  readonly maxCostUsd?: number | undefined;
  /** Milliseconds since the epoch. */
  readonly nowMs: number;
}

/**
 * The requirement of any model of a category.
 *
 * @throws InvalidRequestError when there is no such category; it names the ones there are.
 */
export function categoryRequirement(question: CategoryQuestion, policy: RoutingPolicy): Requirement {
  const { hints = {}, maxCostUsd, nowMs } = question;
  const asked = question.category === undefined ? [] : [{ name: question.category, parameter: 'category' }];
  const category = categoryOf(asked, policy);
  return {
    requestedModel: `auto:${category}`,
    category,
    allowFallback: true,
    freeOnly: question.freeOnly ?? false,
    ...(maxCostUsd === undefined ? {} : { maxCostUsd }),
    estimatedInputTokens: hints.estimatedTokens ?? 0,
    ...(hints.longContext === true ? { minContextWindow: longContextWindow } : {}),
    needs: { ...noNeeds, vision: hints.vision === true, reasoning: hints.deepReasoning === true },
    nowMs,
  };
}
