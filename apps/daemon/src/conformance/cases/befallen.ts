import type { Fault } from '@reg/testkit';
import {
  otherVendor,
  type CaseGroup,
  type CaseSetup,
  type ConformanceCase,
  type Range,
  type Step,
  type Vendor,
} from '../conformance-case.js';
import type { ComplaintName } from '../complaints.js';
import type { BrokenLaw, RefusedLaw, Refusal, WholeLaw } from '../law.js';

export const vendors: readonly Vendor[] = ['kimi', 'glm'];
export const bothWays: readonly boolean[] = [false, true];

/** Which vendor, streamed or not. */
export interface Exchange {
  readonly vendor: Vendor;
  readonly stream: boolean;
}

/** The first vendor answers, at the first attempt unless `asked` says more. */
export function answers(vendor: Vendor, more: Partial<WholeLaw> & { readonly times?: Range } = {}): WholeLaw {
  const { times = 1, ...rest } = more;
  return { outcome: 'whole', by: vendor, asked: { [vendor]: times, [otherVendor(vendor)]: 0 }, ...rest };
}

/** The first vendor is asked so often, then the other one answers, and the client sees nothing of it. */
export function failsOver(vendor: Vendor, times: Range, more: Partial<WholeLaw> = {}): WholeLaw {
  const other = otherVendor(vendor);
  return { outcome: 'whole', by: other, asked: { [vendor]: times, [other]: 1 }, ...more };
}

/** The first vendor's word is final. */
export function refuses(vendor: Vendor, refusal: Refusal, more: Partial<RefusedLaw> = {}): RefusedLaw {
  return { outcome: 'refused', refusal, asked: { [vendor]: 1, [otherVendor(vendor)]: 0 }, ...more };
}

/** Content was seen, so nothing is replayed: the client is told. */
export function breaks(vendor: Vendor, code: BrokenLaw['code'], text?: string): BrokenLaw {
  const law: BrokenLaw = { outcome: 'broken', code, asked: { [vendor]: 1, [otherVendor(vendor)]: 0 } };
  return text === undefined ? law : { ...law, text };
}

export interface BefallenOptions {
  readonly group: CaseGroup;
  readonly name: string;
  readonly faults: readonly Fault[];
  readonly steps: readonly Step[];
  readonly setup?: CaseSetup | undefined;
  readonly surface?: 'http' | 'in-process';
  readonly complaints?: readonly ComplaintName[] | undefined;
}

/** A case in which faults befall the vendor that is asked first, for as long as it lasts. */
export function befallen(exchange: Exchange, options: BefallenOptions): ConformanceCase {
  const { faults, steps, setup, complaints, ...rest } = options;
  const script: Step = { type: 'script', vendor: exchange.vendor, faults: faults.map(always) };
  return {
    ...exchange,
    ...rest,
    steps: faults.length === 0 ? steps : [script, ...steps],
    ...(setup === undefined ? {} : { setup }),
    ...(complaints === undefined ? {} : { complaints }),
  };
}

function always(fault: Fault): Fault {
  return fault.times === undefined ? { ...fault, times: 'always' } : fault;
}

/** The phases of an attempt that a silent vendor can be given up in. */
export type Phase = 'connectMs' | 'headersMs' | 'firstTokenMs' | 'idleMs';

const impatienceMs = 300;

/** A short wait for one phase, so that a vendor that is silent in it is given up soon. The others have their time. */
export function impatientWith(vendor: Vendor, phase: Phase): NonNullable<CaseSetup['config']> {
  return { providers: { [vendor]: { timeouts: { [phase]: impatienceMs } } } };
}
