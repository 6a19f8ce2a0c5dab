import {
  addUsage,
  noUsage,
  type AttemptRecord,
  type Clock,
  type Decision,
  type RequestWarning,
  type RouteReport,
} from '@reg/core';
import { firstChoiceOf } from '../rank/lazy-decision.js';

/** What is written down about one call while it runs. */
export interface CallJournal {
  readonly records: readonly AttemptRecord[];
  record(record: AttemptRecord): void;
  warn(warning: RequestWarning): void;
  /** A second attempt was made beside a slow first one. */
  hedged(): void;
  /** A broken answer goes on. */
  continued(): void;
  /** Time that was the vendor's, or spent waiting: not reg's own. Milliseconds. */
  notOurs(elapsedMs: number): void;
  /** From here on time belongs to the reader of the answer and no longer counts. */
  answered(): void;
  /** The report as things stand; `target` is who answers. */
  report(target?: string): RouteReport;
}

/** Repeated attempts repeat their warnings; a call has a handful of different ones. */
const maxWarnings = 64;

/** @param onRecord - told of each attempt that is written down. */
export function createCallJournal(
  decision: Decision,
  clock: Clock,
  onRecord?: (record: AttemptRecord) => void,
): CallJournal {
  return new Journal(decision, clock, onRecord);
}

/** An object and no closures: one is made for each call. */
class Journal implements CallJournal {
  readonly records: AttemptRecord[] = [];
  readonly #decision: Decision;
  readonly #clock: Clock;
  readonly #onRecord: ((record: AttemptRecord) => void) | undefined;
  readonly #startedAtMs: number;
  #warnings: RequestWarning[] | undefined;
  #notOursMs = 0;
  #hedged = false;
  #continuations = 0;
  #answeredAtMs: number | undefined;

  constructor(decision: Decision, clock: Clock, onRecord: ((record: AttemptRecord) => void) | undefined) {
    this.#decision = decision;
    this.#clock = clock;
    this.#onRecord = onRecord;
    this.#startedAtMs = clock.nowMs();
  }

  record(record: AttemptRecord): void {
    this.records.push(record);
    this.#onRecord?.(record);
  }

  warn(warning: RequestWarning): void {
    this.#warnings ??= [];
    if (this.#warnings.length < maxWarnings && !this.#warnings.some((known) => isSame(known, warning)))
      this.#warnings.push(warning);
  }

  hedged(): void {
    this.#hedged = true;
  }

  continued(): void {
    this.#continuations += 1;
  }

  notOurs(elapsedMs: number): void {
    if (this.#answeredAtMs === undefined) this.#notOursMs += elapsedMs;
  }

  answered(): void {
    this.#answeredAtMs ??= this.#clock.nowMs();
  }

  report(target?: string): RouteReport {
    const decision = this.#decision;
    const costUsd = totalCost(this.records);
    const totalMs = (this.#answeredAtMs ?? this.#clock.nowMs()) - this.#startedAtMs;
    return {
      decisionId: decision.id,
      requestedModel: decision.requirement.requestedModel,
      ...mappingOf(decision),
      startedAtMs: this.#startedAtMs,
      ...whoAnswered(decision, target),
      attempts: this.records.toSorted((left, right) => left.number - right.number),
      usage: this.records.reduce((sum, record) => addUsage(sum, record.usage ?? noUsage), noUsage),
      ...(costUsd === undefined ? {} : { costUsd }),
      warnings: this.#warnings === undefined ? [] : [...this.#warnings],
      ...(this.#hedged ? { hedged: true } : {}),
      ...(this.#continuations === 0 ? {} : { continuations: this.#continuations }),
      overheadMs: Math.max(0, totalMs - this.#notOursMs),
    };
  }
}

function isSame(one: RequestWarning, other: RequestWarning): boolean {
  return (
    one.parameter === other.parameter &&
    one.message === other.message &&
    one.model === other.model &&
    one.provider === other.provider
  );
}

function mappingOf({ requirement: { modelMapping } }: Decision): Pick<RouteReport, 'modelMapping'> {
  return modelMapping === undefined ? {} : { modelMapping };
}

function whoAnswered(
  decision: Decision,
  target: string | undefined,
): Pick<RouteReport, 'provider' | 'model' | 'fallback'> {
  if (target === undefined) return { fallback: false };
  const first = firstChoiceOf(decision);
  // Nearly always the first: the others are not ranked for this.
  const answering =
    first?.target === target ? first : decision.ranked.find((candidate) => candidate.target === target);
  if (answering === undefined) return { fallback: false };
  const firstChoice = decision.requirement.explicitTargets?.[0] ?? first?.target;
  return {
    provider: answering.provider,
    model: answering.model,
    fallback: answering.target !== firstChoice,
  };
}

/** Absent as soon as one attempt used tokens whose price is unknown. */
function totalCost(records: readonly AttemptRecord[]): number | undefined {
  let sumUsd = 0;
  for (const { costUsd, usage } of records) {
    if (costUsd === undefined && usage !== undefined) return undefined;
    sumUsd += costUsd ?? 0;
  }
  return sumUsd;
}
