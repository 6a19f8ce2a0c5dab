import type { ModelDescriptor } from '../ports/model-descriptor.js';
import type { Candidate, Reason, RegistrySnapshot, RoutingPolicy } from '../ports/routing.js';
import type { CircuitBoard } from '../resilience/circuit-board.js';
import { isNameAt } from './model-names.js';
import type { ProviderSlot } from './provider-slot.js';

/** What a snapshot is made of. */
export interface SnapshotSources {
  readonly version: number;
  /** In priority order. */
  readonly slots: readonly ProviderSlot[];
  readonly policy: RoutingPolicy;
  readonly board: CircuitBoard;
  /** Every reason of configuration against a provider. */
  blockedReasons(slot: ProviderSlot): readonly Reason[];
  latencyOf(target: string): Candidate['latency'] | undefined;
}

/** Everything a decision depends on, frozen: one candidate for each model of each provider, in priority order. */
export function buildSnapshot(sources: SnapshotSources): RegistrySnapshot {
  const candidates = sources.slots.flatMap((slot, providerPriority) =>
    candidatesOf(slot, providerPriority, sources),
  );
  return Object.freeze({
    version: sources.version,
    candidates: Object.freeze(candidates),
    policy: sources.policy,
  });
}

function candidatesOf(slot: ProviderSlot, providerPriority: number, sources: SnapshotSources): Candidate[] {
  const { id, models } = slot.registration;
  const blocked = sources.blockedReasons(slot);
  const credentials = slot.credentials.map((credential) => credential.id);
  const candidates = models.map((model, position): Candidate => {
    const target = `${id}/${model.id}`;
    const latency = sources.latencyOf(target);
    return Object.freeze({
      target,
      provider: id,
      model,
      providerPriority,
      modelPriority: modelPriority(slot, model, position),
      blocked: Object.freeze([...blocked, ...modelReasons(slot, model)]),
      circuit: Object.freeze(sources.board.candidateCircuit({ provider: id, target, credentials })),
      ...(latency === undefined ? {} : { latency }),
    });
  });
  // Whoever lists or resolves sees the preferred ones first, as ranking does.
  return candidates.toSorted((left, right) => left.modelPriority - right.modelPriority);
}

/** Preferred models come first in their order, the others after them in the catalogue's. */
function modelPriority(slot: ProviderSlot, model: ModelDescriptor, position: number): number {
  const preferred = slot.registration.preferredModels ?? [];
  const index = preferred.findIndex((name) => isNameAt(slot.registration.id, model, name));
  return index === -1 ? preferred.length + position : index;
}

function modelReasons(slot: ProviderSlot, model: ModelDescriptor): readonly Reason[] {
  const { allowedModels, id } = slot.registration;
  if (allowedModels === undefined || allowedModels.some((name) => isNameAt(id, model, name))) return [];
  return [
    { code: 'model_not_allowed', message: `${id}/${model.id} is not among the allowed models of ${id}` },
  ];
}
