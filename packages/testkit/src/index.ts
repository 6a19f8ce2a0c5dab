export type { Answer, AnsweredToolCall, AnswerUsage } from './answer/answer.js';
export { countTokens } from './answer/token-count.js';
export { openAiErrors } from './compatible/open-ai-errors.js';
export { startOpenAiCompatibleSimulator } from './compatible/start-open-ai-compatible-simulator.js';
export type { CompatibleOptions } from './compatible/start-open-ai-compatible-simulator.js';
export type { ContractSubject, TestFunctions } from './contract/contract-subject.js';
export { testProviderContract } from './contract/test-provider-contract.js';
export type {
  BreakStyle,
  Fault,
  FaultCondition,
  MannerFault,
  OutcomeFault,
  RetryAfter,
  UsagePlacement,
} from './faults/fault.js';
export type { VendorError } from './faults/vendor-error.js';
export { fingerprintKey } from './http/request-log.js';
export type { RecordedRequest } from './http/request-log.js';
export { glmErrors } from './glm/glm-errors.js';
export { startGlmSimulator } from './glm/start-glm-simulator.js';
export { kimiErrors } from './kimi/kimi-errors.js';
export { startKimiSimulator } from './kimi/start-kimi-simulator.js';
export type { SimulatorOptions } from './simulator-options.js';
export { createManualClock } from './time/manual-clock.js';
export type { ManualClock } from './time/manual-clock.js';
export { createSeededRandom } from './time/seeded-random.js';
export type { VendorSimulator } from './vendor-simulator.js';
