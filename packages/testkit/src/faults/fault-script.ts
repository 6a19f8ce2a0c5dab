import {
  isMannerFault,
  type Fault,
  type FaultCondition,
  type MannerFault,
  type OutcomeFault,
} from './fault.js';

/** What of a request decides whether a fault befalls it. */
export interface FaultSubject {
  readonly path: string;
  readonly model: string | undefined;
  readonly key: string | undefined;
  readonly stream: boolean;
}

/** The faults that befall one request. */
export interface ChosenFaults {
  readonly outcome: (OutcomeFault & Fault) | undefined;
  readonly manners: readonly MannerFault[];
}

interface ScriptedFault {
  readonly fault: Fault;
  left: number;
  /** Requests that matched the condition apart from `attempt`. */
  seen: number;
}

/**
 * The faults still to come. Counted ones are a queue: the first that matches is used up first. Standing ones
 * (`always`) apply when no counted one does.
 */
export class FaultScript {
  #scripted: ScriptedFault[] = [];

  add(faults: readonly Fault[]): void {
    for (const fault of faults) {
      const left = fault.times === 'always' ? Infinity : (fault.times ?? 1);
      this.#scripted.push({ fault, left, seen: 0 });
    }
  }

  clear(): void {
    this.#scripted = [];
  }

  /** Chooses what befalls a request and uses it up. */
  take(subject: FaultSubject): ChosenFaults {
    const matching = this.#scripted.filter((entry) => matches(entry, subject));
    const outcomes = matching.filter((entry) => !isMannerFault(entry.fault));
    const outcome = outcomes.find((entry) => entry.left !== Infinity) ?? outcomes[0];
    const manners = matching.filter((entry) => isMannerFault(entry.fault));
    for (const used of outcome === undefined ? manners : [outcome, ...manners]) used.left -= 1;
    this.#scripted = this.#scripted.filter((entry) => entry.left > 0);
    return {
      outcome: outcome === undefined || isMannerFault(outcome.fault) ? undefined : outcome.fault,
      manners: manners.map((entry) => entry.fault).filter(isMannerFault),
    };
  }
}

function matches(entry: ScriptedFault, subject: FaultSubject): boolean {
  const condition: FaultCondition = entry.fault.when ?? {};
  const fits =
    fitsText(condition.model, subject.model, true) &&
    fitsText(condition.path, subject.path, false) &&
    (condition.key === undefined || condition.key === subject.key) &&
    (condition.stream === undefined || condition.stream === subject.stream);
  if (!fits) return false;
  entry.seen += 1;
  return condition.attempt === undefined || condition.attempt === entry.seen;
}

function fitsText(wanted: string | RegExp | undefined, value: string | undefined, whole: boolean): boolean {
  if (wanted === undefined) return true;
  if (value === undefined) return false;
  if (typeof wanted === 'string') return whole ? wanted === value : value.includes(wanted);
  wanted.lastIndex = 0;
  return wanted.test(value);
}
