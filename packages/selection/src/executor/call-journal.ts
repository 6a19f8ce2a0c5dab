import {
  addUsage,
  noUsage,
  type AttemptRecord,
  type Clock,
  type Decision,
  type RankedCandidate,
  type RequestWarning,
  type RouteReport,
  type TokenUsage,
} from '@reg/core';
import type { CallTarget } from '../rank/call-target.js';
import { firstChoiceOf } from '../rank/lazy-decision.js';
import type { Writable } from '../writable.js';

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
    const { records } = this;
    const costUsd = totalCost(records);
    const totalMs = (this.#answeredAtMs ?? this.#clock.nowMs()) - this.#startedAtMs;
    // Set one by one: to spread what may be absent takes several times as long, and each call has a report.
    const report: Writable<RouteReport> = {
      decisionId: decision.id,
      requestedModel: decision.requirement.requestedModel,
      startedAtMs: this.#startedAtMs,
      fallback: false,
      attempts: records.length < 2 ? [...records] : records.toSorted(byNumber),
      usage: totalUsage(records),
      warnings: this.#warnings === undefined ? [] : [...this.#warnings],
      overheadMs: Math.max(0, totalMs - this.#notOursMs),
    };
    const { modelMapping } = decision.requirement;
    if (modelMapping !== undefined) report.modelMapping = modelMapping;
    const answering = target === undefined ? undefined : whoAnswered(decision, target);
    if (answering !== undefined) {
      report.provider = answering.provider;
      report.model = answering.model;
      report.fallback = answering.target !== firstChoiceTarget(decision);
    }
    if (costUsd !== undefined) report.costUsd = costUsd;
    if (this.#hedged) report.hedged = true;
    if (this.#continuations > 0) report.continuations = this.#continuations;
    return report;
  }
}

function byNumber(left: AttemptRecord, right: AttemptRecord): number {
  return left.number - right.number;
}

function totalUsage(records: readonly AttemptRecord[]): TokenUsage {
  const [only] = records;
  if (records.length === 1 && only?.usage !== undefined) return only.usage;
  return records.reduce((sum, record) => addUsage(sum, record.usage ?? noUsage), noUsage);
}

function isSame(one: RequestWarning, other: RequestWarning): boolean {
  return (
    one.parameter === other.parameter &&
    one.message === other.message &&
    one.model === other.model &&
    one.provider === other.provider
  );
}

/** Nearly always the first: the others are not ranked for this. */
function whoAnswered(decision: Decision, target: string): CallTarget | RankedCandidate | undefined {
  const first = firstChoiceOf(decision);
  return first?.target === target ? first : decision.ranked.find((candidate) => candidate.target === target);
}

function firstChoiceTarget(decision: Decision): string | undefined {
  return decision.requirement.explicitTargets?.[0] ?? firstChoiceOf(decision)?.target;
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
