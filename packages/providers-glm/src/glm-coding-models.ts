import type { ModelDescriptor } from '@reg/core';
import { glmModels } from './glm-models.js';

const fact = { source: 'docs.z.ai/devpack/overview', date: '2026-08-23' };

// Since glm-5.3 answers, its rules hold: thinking cannot be switched off.
const rerouted = {
  status: 'rerouted',
  successor: 'glm-5.3',
  notes: 'Answered by glm-5.3.',
  reasoning: 'always',
} as const;

interface PlanFacts extends Partial<Pick<ModelDescriptor, 'status' | 'successor' | 'notes'>> {
  readonly reasoning?: 'always';
}

/** What differs on the plan from the same model paid per token. */
const onPlan: Readonly<Record<string, PlanFacts>> = {
  'glm-5.3': { notes: 'Thinking cannot be switched off.' },
  'glm-5.3-flash': { notes: 'Seen on the plan by third parties in 2026-10.' },
  'glm-5-turbo': {},
  'glm-4.7': {},
  'glm-5.2': rerouted,
  'glm-5.1': rerouted,
  'glm-4.5-air': { status: 'legacy', notes: 'Answered in the middle of 2026.' },
};

/** The models of the GLM Coding Plan, paid by subscription credits, so none has a price per token. */
export const glmCodingModels: readonly ModelDescriptor[] = glmModels.flatMap((model) => {
  const facts = onPlan[model.id];
  if (facts === undefined) return [];
  const { price: _price, notes: _notes, ...rest } = model;
  const { reasoning = model.capabilities.reasoning, ...plan } = facts;
  const capabilities = { ...model.capabilities, reasoning };
  return [{ ...rest, ...plan, capabilities, billing: 'subscription' as const, fact }];
});
