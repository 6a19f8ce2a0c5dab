import type { Candidate, RegistrySnapshot, Requirement } from '@reg/core';
import { firstChoiceOf, rank } from '@reg/selection';
import type { MicroCase } from './micro-cases.js';

/**
 * Rankings over `count` models, read as far as a call reads them that its first choice answers, and one to the end: of a
 * request that was seen before, of one of another length, and of one that asks for much.
 */
export function rankCases(count: number, { candidates, policy }: RegistrySnapshot): MicroCase[] {
  const snapshot: RegistrySnapshot = {
    version: 1,
    policy,
    candidates: Array.from({ length: count }, (_, index) => copyOf(candidates, index)),
  };
  const requirement: Requirement = {
    requestedModel: 'auto',
    category: policy.defaultCategory,
    allowFallback: true,
    freeOnly: false,
    estimatedInputTokens: 200,
    needs: {
      vision: false,
      video: false,
      tools: false,
      forcedToolChoice: 'none',
      jsonObject: false,
      jsonSchema: false,
      reasoning: false,
      noReasoning: false,
      continuation: false,
    },
    nowMs: 1_767_225_600_000,
  };
  const asksMuch: Requirement = {
    ...requirement,
    minContextWindow: 32_000,
    maxOutputTokens: 1_000,
    maxCostUsd: 1,
    needs: { ...requirement.needs, tools: true, jsonObject: true, noReasoning: true },
  };
  // What is true of these is true of the others, some of which take long.
  const isChecked = count === 50;
  let seed = 0;
  let tokens = 0;
  /** More lengths than are remembered, none twice in a row. */
  const ofAnotherLength = (asked: Requirement): Requirement => {
    tokens = (tokens + 1) % 100_000;
    return { ...asked, estimatedInputTokens: tokens };
  };
  return [
    {
      name: `rank() of ${count}, a plain request`,
      isChecked,
      run: () => firstChoiceOf(rank(requirement, snapshot, (seed += 1))),
    },
    {
      name: `rank() of ${count}, a plain request of another length`,
      isChecked,
      run: () => firstChoiceOf(rank(ofAnotherLength(requirement), snapshot, 1)),
    },
    {
      name: `rank() of ${count}, a request like none before`,
      isChecked,
      run: () => firstChoiceOf(rank(ofAnotherLength(asksMuch), snapshot, 1)),
    },
    {
      name: `rank() of ${count}, every candidate with its reasons`,
      isChecked,
      run: () => rank(ofAnotherLength(requirement), snapshot, 1).ranked,
    },
  ];
}

function copyOf(candidates: readonly Candidate[], index: number): Candidate {
  const given = candidates[index % candidates.length];
  if (given === undefined) throw new Error('There are no candidates.');
  const id = `${given.model.id}-${index}`;
  return {
    ...given,
    target: `${given.provider}/${id}`,
    model: { ...given.model, id },
    modelPriority: index,
    blocked: [],
  };
}
