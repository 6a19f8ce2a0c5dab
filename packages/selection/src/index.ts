export { createExecutor } from './executor/create-executor.js';
export type { Executor, ExecutorDependencies, ExecutorSettings } from './executor/create-executor.js';
export { reportOf } from './executor/report-of.js';
export type { CallOptions, RoutedCompletion, RoutedStream } from './executor/routed-answer.js';
export { isAllowedModel } from './filters/allowed.js';
export { noFindings, reject, rejectUnlessNamed } from './filters/candidate-filter.js';
export type { CandidateFilter, Finding } from './filters/candidate-filter.js';
export { defaultFilters } from './filters/default-filters.js';
export type { CandidateOrdering } from './orderings/candidate-ordering.js';
export { defaultOrderings } from './orderings/default-orderings.js';
export { applyCostAware } from './pricing/apply-cost-aware.js';
export type { CostAwareOptions } from './pricing/apply-cost-aware.js';
export { applyFreeFirst } from './pricing/apply-free-first.js';
export type { FreeFirstOptions } from './pricing/apply-free-first.js';
export { costOfUsage } from './pricing/cost-of-usage.js';
export { expectedCostUsd } from './pricing/expected-cost.js';
export { isFreeModel } from './pricing/is-free-model.js';
export type { FreeModelSubject } from './pricing/is-free-model.js';
export type { ModelChoice } from './pricing/model-choice.js';
export { priceOf } from './pricing/price-of.js';
export type { PricedModel } from './pricing/price-of.js';
export { worstCaseUsd } from './pricing/worst-case.js';
export type { AssessedCandidate, PlacedCandidate } from './rank/assessed-candidate.js';
export type { CallTarget } from './rank/call-target.js';
export { firstChoiceOf } from './rank/lazy-decision.js';
export type { RankRules } from './rank/placement.js';
export type { RankContext } from './rank/rank-context.js';
export { rank } from './rank/rank.js';
export { estimateInputTokens } from './requirement/estimate-input-tokens.js';
export { createModelMap } from './requirement/model-map.js';
export type { MapModel, ModelMapRow, ModelMapTable } from './requirement/model-map.js';
export { parseRouteOptions } from './requirement/parse-route-options.js';
export { longContextWindow, requirementFrom } from './requirement/requirement-from.js';
export type { RequirementContext } from './requirement/requirement-from.js';
export type { WalkSettings } from './selector/call-with-fallback.js';
export { createModelSelector } from './selector/create-model-selector.js';
export type { ModelSelectorOptions } from './selector/create-model-selector.js';
export { isPlaceholder } from '@reg/config';
export { diagnoseAll } from './diagnostics/diagnose-all.js';
export type { DiagnoseAllContext } from './diagnostics/diagnose-all.js';
export { diagnoseAllDaemonFirst } from './diagnostics/diagnose-all-daemon-first.js';
export type { DaemonFirstDiagnoses, DaemonFirstOptions } from './diagnostics/diagnose-all-daemon-first.js';
export { diagnoseProvider } from './diagnostics/diagnose-provider.js';
export { modelMapFindings } from './diagnostics/model-map-findings.js';
export type { ModelMapContext, ModelMapFinding } from './diagnostics/model-map-findings.js';
export { firstPresent } from './diagnostics/first-present.js';
export type { PresentVariable } from './diagnostics/first-present.js';
export type {
  DiagnosisCircuit,
  DiagnosisCode,
  DiagnosisReason,
  DiagnosisSource,
  ProviderDiagnosis,
} from './diagnostics/provider-diagnosis.js';
export type {
  CircuitFacts,
  DiagnosisContext,
  LocalEndpoint,
  ProviderFacts,
  UnservedModel,
} from './diagnostics/provider-facts.js';
export { replaceFile } from './diagnostics/replace-file.js';
export {
  isProcessAlive,
  readSnapshotFile,
  snapshotFreshForMs,
  writeSnapshotFile,
} from './diagnostics/snapshot-file.js';
export type {
  DiagnosticsSnapshot,
  ReadSnapshotOptions,
  SnapshotReading,
} from './diagnostics/snapshot-file.js';
