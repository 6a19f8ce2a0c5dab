import { RegError } from '@reg/config';
import type { AttemptRecord, Decision, RouteReport } from '../ports/routing.js';

/** Nobody can take the request: every candidate was rejected before anything was sent. */
export class NoEligibleModelError extends RegError {
  static override readonly errorName: string = 'NoEligibleModelError';
  readonly decision: Decision;

  constructor(decision: Decision) {
    super('no_eligible_model', describeRejections(decision));
    this.decision = decision;
  }
}

/** Every candidate that could be tried failed. `attempts` tells each with its reason. */
export class AllCandidatesFailedError extends RegError {
  static override readonly errorName: string = 'AllCandidatesFailedError';
  readonly attempts: readonly AttemptRecord[];
  /** Candidates that were passed over before anything was sent: no key left, circuit open, limit reached. */
  readonly refusals: readonly Refusal[];
  readonly report: RouteReport | undefined;
  /** Every attempt failed for want of a working credential. */
  readonly credentialsExhausted: boolean;

  constructor(details: {
    readonly attempts: readonly AttemptRecord[];
    readonly refusals?: readonly Refusal[];
    readonly credentialsExhausted: boolean;
    readonly report?: RouteReport;
    /** The error of the last attempt. */
    readonly cause: unknown;
  }) {
    const { attempts, refusals = [] } = details;
    super(
      details.credentialsExhausted ? 'upstream_credentials_exhausted' : 'all_candidates_failed',
      [
        `No candidate answered after ${attempts.length} attempt(s).`,
        ...attempts.map(attemptLine),
        ...refusalLines(refusals),
      ].join('\n'),
      { cause: details.cause },
    );
    this.refusals = refusals;
    this.attempts = details.attempts;
    this.report = details.report;
    this.credentialsExhausted = details.credentialsExhausted;
  }
}

/** Why a candidate was passed over at the last moment. */
export interface Refusal {
  readonly target: string;
  readonly message: string;
}

const shownRefusals = 5;

function attemptLine({ number, target, outcome, message }: AttemptRecord): string {
  return `${number}. ${target}: ${outcome}${message === undefined ? '' : ` (${message})`}`;
}

function refusalLines(refusals: readonly Refusal[]): readonly string[] {
  const lines = refusals
    .slice(0, shownRefusals)
    .map(({ target, message }) => `Not tried: ${target} (${message})`);
  const rest = refusals.length - shownRefusals;
  return rest > 0 ? [...lines, `Not tried: ${rest} more`] : lines;
}

/** The caller's deadline ran out before an answer was complete. */
export class DeadlineExceededError extends RegError {
  static override readonly errorName: string = 'DeadlineExceededError';
  readonly deadlineMs: number;
  readonly attempts: readonly AttemptRecord[];

  constructor(
    deadlineMs: number,
    attempts: readonly AttemptRecord[],
    options?: { readonly cause?: unknown },
  ) {
    super(
      'deadline_exceeded',
      `The deadline of ${deadlineMs} ms ran out after ${attempts.length} attempt(s). Allow more time, or a faster model.`,
      options,
    );
    this.deadlineMs = deadlineMs;
    this.attempts = attempts;
  }
}

/** No provider serves a model of this name. */
export class ModelNotFoundError extends RegError {
  static override readonly errorName: string = 'ModelNotFoundError';
  readonly model: string;
  readonly nearMatches: readonly string[];

  /** @param mappedFrom what the caller asked for, when a model map led from there to `model` */
  constructor(model: string, nearMatches: readonly string[], mappedFrom?: string) {
    super(
      'model_not_found',
      `No provider serves "${model}"${ledThereFrom(mappedFrom)}.${nearMatches.length === 0 ? ' `reg models` lists what there is.' : ` Did you mean ${nearMatches.join(', ')}?`}`,
    );
    this.model = model;
    this.nearMatches = nearMatches;
  }
}

/** The vendor has withdrawn the model. */
export class ModelRetiredError extends RegError {
  static override readonly errorName: string = 'ModelRetiredError';
  readonly model: string;
  readonly successor: string | undefined;

  /** @param mappedFrom what the caller asked for, when a model map led from there to `model` */
  constructor(model: string, successor?: string, mappedFrom?: string) {
    super(
      'model_retired',
      `"${model}"${ledThereFrom(mappedFrom)} has been retired by its vendor.${successor === undefined ? '' : ` Use "${successor}" instead.`}`,
    );
    this.model = model;
    this.successor = successor;
  }
}

/** No provider is registered under this name. */
export class ProviderNotRegisteredError extends RegError {
  static override readonly errorName: string = 'ProviderNotRegisteredError';

  constructor(provider: string, registered: readonly string[]) {
    super(
      'provider_not_registered',
      `No provider "${provider}" is registered. Registered: ${registered.length === 0 ? 'none' : registered.join(', ')}.`,
    );
  }
}

/** The route options or the request itself are of the wrong form. Lists every problem. */
export class InvalidRequestError extends RegError {
  static override readonly errorName: string = 'InvalidRequestError';
  readonly problems: readonly { readonly parameter: string; readonly message: string }[];

  constructor(problems: readonly { readonly parameter: string; readonly message: string }[]) {
    super(
      'invalid_request',
      problems.map((problem) => `${problem.parameter}: ${problem.message}`).join('\n'),
    );
    this.problems = problems;
  }
}

function ledThereFrom(name: string | undefined): string {
  return name === undefined ? '' : ` (to which the model map leads "${name}")`;
}

function describeRejections(decision: Decision): string {
  const shown = decision.rejected
    .filter((candidate) => !candidate.reasons.some((reason) => reason.code === 'not_requested'))
    .slice(0, 12)
    .map(
      (candidate) => `${candidate.target}: ${candidate.reasons.map((reason) => reason.message).join('; ')}`,
    );
  const { requestedModel, modelMapping } = decision.requirement;
  const mapped = modelMapping === undefined ? '' : ` (mapped to "${modelMapping.to}")`;
  return `No model can take this request for "${requestedModel}"${mapped}.${shown.length === 0 ? ' No model is configured.' : `\n${shown.join('\n')}`}`;
}
