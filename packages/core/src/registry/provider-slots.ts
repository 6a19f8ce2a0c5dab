import { InvalidRequestError, ProviderNotRegisteredError } from '../errors/selection-errors.js';
import type { Clock } from '../ports/clock.js';
import type { Reason } from '../ports/routing.js';
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

  constructor(rules: ProviderRules, clock: Clock) {
    this.#rules = rules;
    this.#clock = clock;
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
    this.#slots.set(id, new ProviderSlot(registration, this.#clock));
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
