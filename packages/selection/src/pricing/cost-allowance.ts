import type { ModelDescriptor, ModelPrice, Requirement } from '@reg/core';
import { costOfTokens } from './cost-of-usage.js';

/** What a budget allows one attempt. */
export type CostAllowance =
  | {
      readonly affordable: true;
      /** The most that the attempt can cost. */
      readonly worstCaseUsd: number;
      /** Must be sent as the output limit, or the worst case is worse. */
      readonly outputTokenLimit?: number;
    }
  | {
      readonly affordable: false;
      /** The least that would have to be allowed. */ readonly neededUsd: number;
    };

export interface CostAllowanceInput {
  readonly model: Pick<ModelDescriptor, 'contextWindow' | 'maxOutputTokens'>;
  readonly price: ModelPrice;
  readonly requirement: Pick<Requirement, 'estimatedInputTokens' | 'maxOutputTokens' | 'choices'>;
  /** Output below this is of no use to a caller who set no limit. */
  readonly assumedOutputTokens: number;
  readonly budgetUsd: number;
}

/**
 * Whether a budget covers an attempt whatever happens. With an output limit of the caller's, the worst case must
 * fit. Without one, the output that the budget can pay for is computed: less than the assumed output refuses the
 * attempt, more becomes the limit to send, unless the model itself cannot write that much.
 */
export function costAllowance(input: CostAllowanceInput): CostAllowance {
  const { price, requirement, budgetUsd } = input;
  const choices = requirement.choices ?? 1;
  const costWith = (outputTokens: number): number =>
    costOfTokens(
      { inputTokens: requirement.estimatedInputTokens, outputTokens: outputTokens * choices },
      price,
    );
  const mostOutput = requirement.maxOutputTokens ?? mostOutputOf(input.model);
  const outputCostsNothing = tokenUsd(input) === 0;
  if (outputCostsNothing || costWith(mostOutput) <= budgetUsd) {
    const worstCaseUsd = outputCostsNothing ? costWith(0) : costWith(mostOutput);
    return worstCaseUsd <= budgetUsd
      ? { affordable: true, worstCaseUsd }
      : { affordable: false, neededUsd: worstCaseUsd };
  }
  if (requirement.maxOutputTokens !== undefined) {
    return { affordable: false, neededUsd: costWith(requirement.maxOutputTokens) };
  }
  const useful = Math.max(1, Math.min(input.assumedOutputTokens, mostOutput, roomOf(input)));
  const affordable = affordableOutput(input, costWith);
  if (affordable < useful) return { affordable: false, neededUsd: costWith(useful) };
  const outputTokenLimit = Math.min(affordable, roomOf(input));
  return { affordable: true, worstCaseUsd: costWith(outputTokenLimit), outputTokenLimit };
}

/** No answer is longer than the model's limit or its whole window. */
function mostOutputOf(model: CostAllowanceInput['model']): number {
  return Math.min(model.maxOutputTokens ?? Infinity, model.contextWindow ?? Infinity);
}

/** Vendors refuse input plus limit above the window, so a limit stays inside it where there is room at all. */
function roomOf({ model, requirement }: CostAllowanceInput): number {
  const room = (model.contextWindow ?? Infinity) - requirement.estimatedInputTokens;
  return room > 0 ? room : Infinity;
}

function affordableOutput(input: CostAllowanceInput, costWith: (outputTokens: number) => number): number {
  const { budgetUsd } = input;
  const quotient = Math.floor((budgetUsd - costWith(0)) / tokenUsd(input));
  const tokens = Math.max(0, Math.min(quotient, Number.MAX_SAFE_INTEGER));
  // The division may have rounded up: by one, or by many where a token costs less than the sum can tell.
  return tokens > 0 && costWith(tokens) > budgetUsd ? mostWithin(budgetUsd, tokens, costWith) : tokens;
}

/** The most tokens below `tooMany` that the budget pays for. More never cost less, rounded or not. */
function mostWithin(budgetUsd: number, tooMany: number, costWith: (outputTokens: number) => number): number {
  let most = 0;
  let over = tooMany;
  while (over - most > 1) {
    const middle = most + Math.floor((over - most) / 2);
    if (costWith(middle) <= budgetUsd) most = middle;
    else over = middle;
  }
  return most;
}

/** What one more token of output costs, in every choice. */
function tokenUsd({ price, requirement }: CostAllowanceInput): number {
  return (price.outputUsdPerMTok * (requirement.choices ?? 1)) / 1_000_000;
}
