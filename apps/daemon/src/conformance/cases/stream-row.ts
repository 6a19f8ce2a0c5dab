import { glmErrors, kimiErrors, type Fault, type VendorError } from '@reg/testkit';
import type { ComplaintName } from '../complaints.js';
import type { CaseSetup, Question, Range, Vendor } from '../conformance-case.js';
import type { Law } from '../law.js';
import type { Phase } from './befallen.js';
import type { UpstreamPlace } from '../upstream/upstream-place.js';

/** One way in which a stream may go, and what must follow. */
export interface StreamRow {
  readonly name: string;
  readonly faults?: readonly Fault[] | ((vendor: Vendor) => readonly Fault[]);
  readonly place?: UpstreamPlace;
  /** Attempts told in all, where a raw server takes the vendor's place. @default 2 */
  readonly tries?: { readonly attempts: Range };
  readonly law: (vendor: Vendor) => Law;
  readonly question?: Question;
  readonly models?: CaseSetup['models'];
  readonly config?: CaseSetup['config'];
  readonly only?: Vendor;
  /** The phase in which a silent vendor is given up soon. */
  readonly impatient?: Phase;
  readonly complaints?: readonly ComplaintName[];
}

/** How each vendor says it is busy; nothing is wrong with key, model or request. */
export function busyError(vendor: Vendor): VendorError {
  return vendor === 'kimi' ? kimiErrors.engineOverloaded : glmErrors['1302'];
}

/** A stream in so many words, sent as one piece. */
export function events(...lines: readonly string[]): readonly Fault[] {
  return raw(lines.map((line) => `data: ${line}\n\n`).join(''));
}

export function raw(body: string): readonly Fault[] {
  return [{ kind: 'status', status: 200, body, headers: { 'content-type': 'text/event-stream' } }];
}

/** One chunk of the answer as OpenAI writes it. */
export function chunk(choice: object, more: object = {}): string {
  return JSON.stringify({
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    created: 1_790_000_000,
    model: 'as-you-like-it',
    choices: [{ index: 0, delta: {}, finish_reason: null, ...choice }],
    ...more,
  });
}

export const text = (content: string): string => chunk({ delta: { role: 'assistant', content } });
export const stop = chunk({ finish_reason: 'stop' });
