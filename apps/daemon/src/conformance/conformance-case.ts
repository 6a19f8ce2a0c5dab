import type { ConfigInput } from '@reg/config';
import type { Fault } from '@reg/testkit';
import type { ComplaintName } from './complaints.js';
import type { Law, Refusal } from './law.js';
import type { UpstreamPlace } from './upstream/upstream-place.js';

export type Vendor = 'kimi' | 'glm';

/** The chapters of the report. */
export const caseGroups = ['before-response', 'statuses', 'bodies', 'streams', 'sequences', 'peers'] as const;
export type CaseGroup = (typeof caseGroups)[number];

/** One scenario as data: who fails how, what is asked, and what the law says must follow. */
export interface ConformanceCase {
  readonly group: CaseGroup;
  /** In words joined by dashes; unique together with vendor and stream. */
  readonly name: string;
  /** Who is asked first and whom the fault befalls. */
  readonly vendor: Vendor;
  readonly stream: boolean;
  readonly setup?: CaseSetup;
  /** The only surface that it is about. @default all */
  readonly surface?: 'http' | 'in-process';
  readonly steps: readonly Step[];
  /** What users of other gateways saw broken. */
  readonly complaints?: readonly ComplaintName[];
}

/** What differs from two healthy simulators behind a gateway with its defaults. */
export interface CaseSetup {
  readonly config?: ConfigInput;
  /** Where a vendor answers, if not at its simulator. */
  readonly place?: Partial<Readonly<Record<Vendor, UpstreamPlace>>>;
  readonly models?: Partial<Readonly<Record<Vendor, readonly string[]>>>;
  readonly keys?: Partial<Readonly<Record<Vendor, readonly string[]>>>;
}

/** What is sent, where it differs from the plain question to the case's vendor. */
export interface Question {
  /** @default the vendor's first model */
  readonly model?: string;
  /** Whether the other vendor may answer. @default true */
  readonly allowFallback?: boolean;
  /** Further fields of the body. */
  readonly body?: Readonly<Record<string, unknown>>;
  /** Further fields of the body's object `reg`. */
  readonly route?: Readonly<Record<string, unknown>>;
}

export type Step =
  | { readonly type: 'script'; readonly vendor: Vendor; readonly faults: readonly Fault[] }
  /** Every fault is forgotten. */
  | { readonly type: 'heal' }
  | { readonly type: 'wait'; readonly ms: number }
  | { readonly type: 'ask'; readonly question?: Question; readonly law: Law; readonly times?: number }
  | {
      readonly type: 'ask-together';
      readonly count: number;
      readonly question?: Question;
      readonly law: TogetherLaw;
    }
  /** The client leaves while it waits, or at the first content; upstream must be let go within the time. */
  | { readonly type: 'leave'; readonly when: 'waiting' | 'streaming'; readonly withinMs: number }
  /** The vendor's last request must have been let go by the gateway, although its client is still there. */
  | { readonly type: 'let-go'; readonly vendor: Vendor; readonly withinMs: number }
  /** The gateway stops and starts again, with what it wrote down. */
  | { readonly type: 'restart' }
  /** The state of the vendor's endpoint must be readable. */
  | { readonly type: 'circuit'; readonly vendor: Vendor; readonly state: string };

/** What must hold of many questions at once. */
export interface TogetherLaw {
  readonly whole: Range;
  readonly refused?: Range;
  readonly refusal?: Refusal;
  /** Requests that each vendor may have got. */
  readonly asked?: Partial<Readonly<Record<Vendor, Range>>>;
}

export type Range = number | { readonly min: number; readonly max: number };

export function caseId({ group, name, vendor, stream }: ConformanceCase): string {
  return `${group}/${name}/${vendor}/${stream ? 'stream' : 'whole'}`;
}

export function otherVendor(vendor: Vendor): Vendor {
  return vendor === 'kimi' ? 'glm' : 'kimi';
}

const portableSteps: ReadonlySet<Step['type']> = new Set(['script', 'heal', 'wait', 'ask', 'leave']);

function isPortableStep(step: Step): boolean {
  return portableSteps.has(step.type) && (step.type !== 'ask' || step.question === undefined);
}

/** Whether a gateway that cannot be configured from here can be put to this test. */
export function isPortable({ setup, steps }: ConformanceCase): boolean {
  return (
    setup?.place === undefined &&
    setup?.models === undefined &&
    setup?.keys === undefined &&
    setup?.config === undefined &&
    steps.every(isPortableStep)
  );
}
