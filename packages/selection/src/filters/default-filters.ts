import { allowedFilter } from './allowed.js';
import { blockedFilter } from './blocked.js';
import type { CandidateFilter } from './candidate-filter.js';
import { capabilityFilter } from './capability.js';
import { circuitFilter } from './circuit.js';
import { contextWindowFilter } from './context-window.js';
import { costCapFilter } from './cost-cap.js';
import { excludedFilter } from './excluded.js';
import { freeOnlyFilter } from './free-only.js';
import { outputLimitFilter } from './output-limit.js';
import { requestedFilter } from './requested.js';
import { statusFilter } from './status.js';

/** The filters in the order in which their reasons are told. All of them see every candidate. */
export const defaultFilters: readonly CandidateFilter[] = [
  blockedFilter,
  requestedFilter,
  allowedFilter,
  excludedFilter,
  statusFilter,
  capabilityFilter,
  contextWindowFilter,
  outputLimitFilter,
  circuitFilter,
  costCapFilter,
  freeOnlyFilter,
];
