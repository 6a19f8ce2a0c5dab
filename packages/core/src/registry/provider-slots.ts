import { InvalidRequestError, ProviderNotRegisteredError } from '../errors/selection-errors.js';
import type { Clock } from '../ports/clock.js';
import type { Credential } from '../ports/provider.js';
import type { Reason } from '../ports/routing.js';
import { providerOf } from '../ports/target.js';
import type { CircuitOwner } from '../resilience/circuit-board.js';
import type { RetryBudgetSettings } from '../resilience/retry-budget.js';
import { keyFingerprint } from './key-fingerprint.js';
import type { ProviderRegistration } from './provider-registration.js';
import { ProviderSlot } from './provider-slot.js';

/** What configuration says about providers as such. */
export interface ProviderRules {
  /** Provider ids, best first; the others follow in the order of registration. */
  readonly providerPriority?: readonly string[];
  /** Provider ids that may be used; absent: all. An empty list allows none. */
  readonly allowedProviders?: readonly string[];
  readonly disabledProviders?: readonly string[];
}

/** The registered providers, by id and in the order of priority. */
export class ProviderSlots {
  readonly #slots = new Map<string, ProviderSlot>();
  readonly #rules: ProviderRules;
  readonly #clock: Clock;
  readonly #retryBudget: RetryBudgetSettings;

  constructor(rules: ProviderRules, clock: Clock, retryBudget: RetryBudgetSettings) {
    this.#rules = rules;
    this.#clock = clock;
    this.#retryBudget = retryBudget;
  }

  /** Puts a provider in its place and hands out the one that was there before. */
  put(registration: ProviderRegistration): ProviderSlot | undefined {
    const { id } = registration;
    if (!/^[^\s/]+$/.test(id)) {
      throw new InvalidRequestError([
        {
          parameter: 'id',
          message: `"${id}" is no provider id: letters, digits and - without slash or space`,
        },
      ]);
    }
    const replaced = this.#slots.get(id);
    this.#slots.set(id, new ProviderSlot(registration, this.#clock, this.#retryBudget));
    return replaced;
  }

  take(id: string): ProviderSlot | undefined {
    const slot = this.#slots.get(id);
    this.#slots.delete(id);
    return slot;
  }

  get(id: string): ProviderSlot | undefined {
    return this.#slots.get(id);
  }

  /** @throws ProviderNotRegisteredError naming what there is. */
  require(id: string): ProviderSlot {
    const slot = this.#slots.get(id);
    if (slot === undefined) throw new ProviderNotRegisteredError(id, [...this.#slots.keys()]);
    return slot;
  }

  /** Whether a circuit of this owner can exist. */
  isOwner(scope: CircuitOwner, name: string): boolean {
    if (scope === 'endpoint') return this.#slots.has(name);
    if (scope === 'credential') return this.#credential(name) !== undefined;
    const slot = this.#slots.get(providerOf(name));
    return slot?.registration.models.some(({ id }) => `${slot.registration.id}/${id}` === name) ?? false;
  }

  /** @throws ProviderNotRegisteredError, InvalidRequestError naming what there is. */
  requireOwner(scope: CircuitOwner, name: string): void {
    if (this.isOwner(scope, name)) return;
    if (scope === 'endpoint') throw new ProviderNotRegisteredError(name, [...this.#slots.keys()]);
    const form = scope === 'model' ? 'provider/model' : 'provider#number';
    throw new InvalidRequestError([
      { parameter: 'name', message: `there is no ${scope} "${name}"; it is written ${form}` },
    ]);
  }

  /** Tells a key apart from its successor without showing it. */
  fingerprintOf(credentialId: string): string | undefined {
    const credential = this.#credential(credentialId);
    return credential === undefined ? undefined : keyFingerprint(credential.secret.reveal());
  }

  #credential(id: string): Credential | undefined {
    for (const slot of this.#slots.values()) {
      const found = slot.credentials.find((credential) => credential.id === id);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  ordered(): readonly ProviderSlot[] {
    const priority = (this.#rules.providerPriority ?? []).map((id) => id.toLowerCase());
    const rank = (slot: ProviderSlot): number => {
      const index = priority.indexOf(slot.registration.id.toLowerCase());
      return index === -1 ? priority.length : index;
    };
    return [...this.#slots.values()].toSorted((left, right) => rank(left) - rank(right));
  }

  /** Why configuration keeps a provider as such from being used: not allowed, disabled. */
  ruledOut(slot: ProviderSlot): readonly Reason[] {
    const { id } = slot.registration;
    const { allowedProviders, disabledProviders = [] } = this.#rules;
    const reasons: Reason[] = [];
    if (allowedProviders !== undefined && !includesName(allowedProviders, id)) {
      reasons.push({ code: 'provider_not_allowed', message: `${id} is not among the allowed providers` });
    }
    if (includesName(disabledProviders, id))
      reasons.push({ code: 'provider_disabled', message: `${id} is disabled` });
    return reasons;
  }

  /** Every reason of configuration: the provider as such, its key, its address. */
  blockedReasons(slot: ProviderSlot): readonly Reason[] {
    return [...this.ruledOut(slot), ...slot.blockedReasons()];
  }
}

function includesName(names: readonly string[], id: string): boolean {
  return names.some((name) => name.trim().toLowerCase() === id.toLowerCase());
}
