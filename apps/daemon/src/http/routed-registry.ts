import type { Registry } from '@reg/registry';

/** The part of a registry that the HTTP layer uses. */
export type RoutedRegistry = Pick<
  Registry,
  | 'chat'
  | 'stream'
  | 'explain'
  | 'diagnoseAll'
  | 'snapshot'
  | 'listAvailableModels'
  | 'listMappedModels'
  | 'resolveModel'
  | 'getTelemetry'
  | 'listCircuits'
  | 'isolateCircuit'
  | 'resetCircuit'
>;
