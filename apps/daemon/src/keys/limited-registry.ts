import type { RouteReport } from '@reg/core';
import { reportOf, type CallOptions } from '@reg/selection';
import type { RoutedRegistry } from '../http/routed-registry.js';
import { admitCall, type AdmittedCall } from './admit-call.js';
import type { ClientKey } from './client-key.js';
import type { CallCost } from './budget-ledger.js';
import { costOfCall, leftTo, type KeyAccount } from './key-account.js';
import { operatorsOnly } from './key-problems.js';
import type { LimitsLeft } from './limit-headers.js';
import { narrowRoute } from './narrow-route.js';
import { isNarrow, usableModels, usableTargets } from './usable-models.js';

export interface LimitedRegistryOptions {
  readonly key: ClientKey;
  readonly account: KeyAccount;
  nowMs(): number;
  /** Told what is left when a call begins, or is not let in. */
  onJudged(left: LimitsLeft): void;
  /** Told what a call did cost when it ended. */
  onSettled(cost: CallCost): void;
}

/**
 * A registry within the limits of one key. Every dialect calls models through one of these, so there is one place
 * where limits are enforced and accounts are kept.
 */
export function createLimitedRegistry(
  registry: RoutedRegistry,
  { key, account, nowMs, onJudged, onSettled }: LimitedRegistryOptions,
): RoutedRegistry {
  const admit: Admit = (request, options = {}) => {
    try {
      return admitCall({ key, account, registry }, request, { options, nowMs: nowMs() });
    } finally {
      onJudged(leftTo(account, key.limits, nowMs()));
    }
  };
  const settle = (call: AdmittedCall, report: RouteReport | undefined): void => {
    call.settle(report, nowMs());
    onSettled(costOfCall(report));
  };
  /** A call that failed before there was an answer. */
  const failed = (call: AdmittedCall, error: unknown): unknown => {
    settle(call, reportOf(error));
    return call.told(error);
  };
  const forOperators = (): void => {
    if (!key.admin) throw operatorsOnly(key.name);
  };
  return {
    async chat(request, options) {
      const call = admit(request, options);
      const answer = await registry.chat(request, call.options).catch((error: unknown) => {
        throw failed(call, error);
      });
      settle(call, answer.report);
      return answer;
    },
    async stream(request, options) {
      const call = admit(request, options);
      const stream = await registry.stream(request, call.options).catch((error: unknown) => {
        throw failed(call, error);
      });
      void stream.finished.then((report) => {
        settle(call, report);
      });
      return stream;
    },
    explain: (request, options = {}) =>
      registry.explain(request, narrowRoute(key, request, { options, registry })),
    listAvailableModels: () =>
      usableModels(registry.listAvailableModels(), key.limits, registry.snapshot().policy),
    listMappedModels() {
      const mapped = registry.listMappedModels();
      if (!isNarrow(key.limits)) return mapped;
      const usable = usableTargets(key.limits, registry.snapshot());
      return mapped.filter(({ mapping: { to } }) => {
        const meant = registry.resolveModel(to);
        // A category chooses among what the key may use.
        return meant.kind !== 'found' || meant.targets.some((target) => usable.includes(target));
      });
    },
    resolveModel: (name) => registry.resolveModel(name),
    snapshot: () => registry.snapshot(),
    async diagnoseAll() {
      forOperators();
      return registry.diagnoseAll();
    },
    getTelemetry() {
      forOperators();
      return registry.getTelemetry();
    },
    listCircuits() {
      forOperators();
      return registry.listCircuits();
    },
    isolateCircuit(scope, name) {
      forOperators();
      registry.isolateCircuit(scope, name);
    },
    resetCircuit(scope, name) {
      forOperators();
      registry.resetCircuit(scope, name);
    },
  };
}

type Admit = (request: Parameters<RoutedRegistry['chat']>[0], options?: CallOptions) => AdmittedCall;
