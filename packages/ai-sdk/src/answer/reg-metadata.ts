import type { JSONObject, SharedV4ProviderMetadata } from '@ai-sdk/provider';
import type { RouteReport } from '@reg/core';
import type { Plain } from '../plain.js';

/**
 * What stands in `providerMetadata.reg` of an answer: the decision's id, who answered, every attempt, the tokens and
 * US dollars of all of them together, and what was changed in the request.
 */
export type RegMetadata = Plain<RouteReport>;

export function metadataFrom(report: RouteReport): SharedV4ProviderMetadata {
  return { reg: plainReport(report) as JSONObject };
}

export function plainReport(report: RouteReport): RegMetadata {
  return { ...report };
}

/** The part of an answer's `providerMetadata` that is reg's, typed. Absent when another provider answered. */
export function regMetadata(metadata: SharedV4ProviderMetadata | undefined): RegMetadata | undefined {
  // Nobody else writes under this name.
  return metadata?.['reg'] as RegMetadata | undefined;
}
