import type { ConfigInput } from '@reg/config';
import type { Fault } from '@reg/testkit';
import type { ComplaintName } from '../complaints.js';
import type { CaseSetup, Question, Step, Vendor } from '../conformance-case.js';
import type { Law } from '../law.js';

/** Several questions, or one that time or the client ends. */
export interface SequenceRow {
  readonly name: string;
  readonly vendor?: Vendor;
  readonly stream?: boolean;
  readonly setup?: CaseSetup;
  readonly surface?: 'http' | 'in-process';
  readonly steps: readonly Step[];
  readonly complaints?: readonly ComplaintName[];
}

export const down: Fault = { kind: 'status', status: 500, times: 'always' };
export const heal: Step = { type: 'heal' };
/** The vendor that was asked for answers, or nobody. */
export const notElsewhere: Question = { allowFallback: false };

export const script = (vendor: Vendor, ...faults: Fault[]): Step => ({ type: 'script', vendor, faults });

export const ask = (law: Law, times?: number): Step =>
  times === undefined ? { type: 'ask', law } : { type: 'ask', law, times };

export const configured = (config: ConfigInput): CaseSetup => ({ config });
