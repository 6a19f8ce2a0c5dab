import {
  addUsage,
  noUsage,
  type AttemptRecord,
  type Clock,
  type Decision,
  type RequestWarning,
  type RouteReport,
} from '@reg/core';

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
  /** Runs something whose time is not reg's own. */
  timeNotOurs<T>(work: () => Promise<T>): Promise<T>;
  /** From here on time belongs to the reader of the answer and no longer counts. */
  answered(): void;
  /** The report as things stand; `target` is who answers. */
  report(target?: string): RouteReport;
}

/** Repeated attempts repeat their warnings; a call has a handful of different ones. */
const maxWarnings = 64;

export function createCallJournal(decision: Decision, clock: Clock): CallJournal {
  const startedAtMs = clock.nowMs();
  const records: AttemptRecord[] = [];
  const warnings = new Map<string, RequestWarning>();
  let notOursMs = 0;
  let hedged = false;
  let continuations = 0;
  let answeredAtMs: number | undefined;
  const notOurs = (elapsedMs: number): void => {
    if (answeredAtMs === undefined) notOursMs += elapsedMs;
  };
  return {
    records,
    record: (record) => records.push(record),
    warn(warning) {
      const key = `${warning.provider} ${warning.model} ${warning.parameter} ${warning.message}`;
      if (warnings.size < maxWarnings && !warnings.has(key)) warnings.set(key, warning);
    },
    hedged() {
      hedged = true;
    },
    continued() {
      continuations += 1;
    },
    notOurs,
    async timeNotOurs(work) {
      const fromMs = clock.nowMs();
      try {
        return await work();
      } finally {
        notOurs(clock.nowMs() - fromMs);
      }
    },
    answered() {
      answeredAtMs ??= clock.nowMs();
    },
    report(target) {
      const costUsd = totalCost(records);
      const totalMs = (answeredAtMs ?? clock.nowMs()) - startedAtMs;
      return {
        decisionId: decision.id,
        requestedModel: decision.requirement.requestedModel,
        ...mappingOf(decision),
        startedAtMs,
        ...whoAnswered(decision, target),
        attempts: records.toSorted((left, right) => left.number - right.number),
        usage: records.reduce((sum, record) => addUsage(sum, record.usage ?? noUsage), noUsage),
        ...(costUsd === undefined ? {} : { costUsd }),
        warnings: [...warnings.values()],
        ...(hedged ? { hedged } : {}),
        ...(continuations === 0 ? {} : { continuations }),
        overheadMs: Math.max(0, totalMs - notOursMs),
      };
    },
  };
}

function mappingOf({ requirement: { modelMapping } }: Decision): Pick<RouteReport, 'modelMapping'> {
  return modelMapping === undefined ? {} : { modelMapping };
}

function whoAnswered(
  decision: Decision,
  target: string | undefined,
): Pick<RouteReport, 'provider' | 'model' | 'fallback'> {
  const answering = decision.ranked.find((candidate) => candidate.target === target);
  if (answering === undefined) return { fallback: false };
  const firstChoice = decision.requirement.explicitTargets?.[0] ?? decision.ranked[0]?.target;
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
