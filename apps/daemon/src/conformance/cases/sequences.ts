import type { ConformanceCase } from '../conformance-case.js';
import { befallen } from './befallen.js';
import { leavingSequences, limitSequences } from './caller-sequences.js';
import { circuitSequences } from './circuit-sequences.js';
import { continuationSequences } from './continuation-sequences.js';
import { hedgeSequences } from './hedge-sequences.js';
import { keySequences } from './key-sequences.js';
import { policySequences } from './policy-sequences.js';
import { timeSequences } from './time-sequences.js';

/** More than one question, or more than the answer to it. */
export const sequenceCases: readonly ConformanceCase[] = [
  ...circuitSequences,
  ...keySequences,
  ...timeSequences,
  ...leavingSequences,
  ...limitSequences,
  ...hedgeSequences,
  ...continuationSequences,
  ...policySequences,
].map(({ vendor = 'kimi', stream = false, ...row }) =>
  befallen({ vendor, stream }, { group: 'sequences', faults: [], ...row }),
);
