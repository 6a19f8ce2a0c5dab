import type { ModelDescriptor, PlannedTarget, RankedCandidate } from '@reg/core';

/** A candidate as a call needs it: whom to ask, and nothing of why. */
export interface CallTarget extends PlannedTarget {
  readonly provider: string;
  readonly model: string;
  readonly descriptor: ModelDescriptor;
}

/** Who is to be called, of a candidate's place in a decision. */
export function callTarget(ranked: RankedCandidate): CallTarget {
  const { target, provider, model, descriptor, reasons } = ranked;
  return {
    target,
    provider,
    model,
    descriptor,
    contextWindow: descriptor.contextWindow,
    probe: reasons.some(({ code }) => code === 'all_circuits_open_probe'),
  };
}
