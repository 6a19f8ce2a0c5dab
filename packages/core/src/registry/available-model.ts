import type { ModelDescriptor } from '../ports/model-descriptor.js';
import type { Candidate, Reason } from '../ports/routing.js';

/** One model as it stands. */
export interface AvailableModel {
  /** `provider/model`. */
  readonly target: string;
  readonly id: string;
  readonly provider: string;
  readonly descriptor: ModelDescriptor;
  readonly available: boolean;
  /** Why not, every reason. */
  readonly reasons: readonly Reason[];
}

export function availableModelFrom(candidate: Candidate, nowMs: number): AvailableModel {
  const reasons = unavailability(candidate, nowMs);
  return {
    target: candidate.target,
    id: candidate.model.id,
    provider: candidate.provider,
    descriptor: candidate.model,
    available: reasons.length === 0,
    reasons,
  };
}

/** Every reason why a model cannot be called now, whatever the request. */
export function unavailability(candidate: Candidate, nowMs: number): readonly Reason[] {
  const { blocked, circuit, model, target } = candidate;
  const reasons = [...blocked];
  if (model.status === 'retired') {
    const advice = model.successor === undefined ? '' : `; use ${model.successor}`;
    reasons.push({ code: 'model_retired', message: `${target} has been retired by its vendor${advice}` });
  }
  if (circuit.gates && (circuit.state === 'isolated' || nowMs < (circuit.eligibleAtMs ?? 0)))
    reasons.push({
      code: circuit.state === 'closed' ? 'resting' : 'circuit_open',
      message: `the circuit of ${target} is ${circuit.state}`,
    });
  return reasons;
}
