import type { Reason } from '../ports/routing.js';
import type { ProviderSlot } from './provider-slot.js';

/** A provider beyond its models. */
export interface ProviderStatus {
  readonly id: string;
  readonly type: string;
  readonly initialized: boolean;
  readonly inFlight: number;
  /** Further attempts after failures that its retry budget allows at once now. */
  readonly retriesLeft: number;
  /** Why the last try to set it up failed. */
  readonly failure?: string;
  /** Every reason of configuration why it cannot be used. */
  readonly reasons: readonly Reason[];
  readonly baseUrl?: string;
  readonly requiresKey: boolean;
  readonly keyNames: readonly string[];
  readonly keyCount: number;
  readonly placeholderKeyCount: number;
  readonly modelCount: number;
}

export function providerStatusFrom(slot: ProviderSlot, reasons: readonly Reason[]): ProviderStatus {
  const { id, type, baseUrl, keyNames = [], credentials = [], models } = slot.registration;
  return {
    id,
    type,
    initialized: slot.initialized,
    inFlight: slot.limit.inFlight,
    retriesLeft: slot.retryBudget.remaining,
    ...(slot.failure === undefined ? {} : { failure: slot.failure }),
    reasons,
    ...(baseUrl === undefined ? {} : { baseUrl }),
    requiresKey: slot.requiresKey,
    keyNames,
    keyCount: credentials.length,
    placeholderKeyCount: credentials.length - slot.credentials.length,
    modelCount: models.length,
  };
}
