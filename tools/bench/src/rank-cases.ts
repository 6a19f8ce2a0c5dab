import type { Candidate, RegistrySnapshot, Requirement } from '@reg/core';
import { rank } from '@reg/selection';
import type { MicroCase } from './micro-cases.js';

/** Rankings over `count` models: what most requests ask for, and one whose needs were never asked for before. */
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
  // What is true of these is true of the others, some of which take long.
  const isChecked = count === 50;
  let seed = 0;
  let tokens = 0;
  return [
    {
      name: `rank() of ${count}, a plain request`,
      isChecked,
      run: () => rank(requirement, snapshot, (seed += 1)),
    },
    {
      name: `rank() of ${count}, a request like none before`,
      isChecked,
      run: () => rank({ ...requirement, estimatedInputTokens: (tokens += 1) % 100_000 }, snapshot, 1),
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
