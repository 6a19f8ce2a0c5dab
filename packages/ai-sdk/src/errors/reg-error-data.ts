import {
  AllCandidatesFailedError,
  APIError,
  InvalidRequestError,
  ModelNotFoundError,
  ModelRetiredError,
  NoEligibleModelError,
  type FailureKind,
  type Reason,
} from '@reg/core';
import type { RegError } from '@reg/registry';
import { reportOf } from '@reg/selection';
import { plainReport, type RegMetadata } from '../answer/reg-metadata.js';

/** What stands in `data` of the `APICallError`s that reg throws, beside their `cause`, which is reg's own error. */
export interface RegErrorData {
  /** Stable: `all_candidates_failed`, `model_not_found` … */
  readonly code: string;
  /** What went wrong at the vendor, when one failure ended the call. */
  readonly kind?: FailureKind;
  readonly vendorCode?: string;
  /** What happened to the call until then: attempts, tokens, cost. */
  readonly report?: RegMetadata;
  /** Names that look like the one that nobody serves. */
  readonly nearMatches?: readonly string[];
  /** The model to use instead of a retired one. */
  readonly successor?: string;
  /** What is wrong with the request or its options. */
  readonly problems?: readonly { readonly parameter: string; readonly message: string }[];
  /** Why each candidate was passed over before anything was sent. */
  readonly rejected?: readonly { readonly target: string; readonly reasons: readonly Reason[] }[];
}

export function regErrorData(error: RegError): RegErrorData {
  const report = reportOf(error);
  const failure = failureOf(error);
  return {
    code: error.code,
    ...(failure === undefined ? {} : { kind: failure.kind }),
    ...(failure?.vendorCode === undefined ? {} : { vendorCode: failure.vendorCode }),
    ...(report === undefined ? {} : { report: plainReport(report) }),
    ...ownFields(error),
  };
}

/** The failure that ended the call. */
export function failureOf(error: RegError): APIError | undefined {
  const failure: unknown = AllCandidatesFailedError.isInstance(error) ? error.cause : error;
  return APIError.isInstance(failure) ? failure : undefined;
}

function ownFields(error: RegError): Partial<RegErrorData> {
  if (ModelNotFoundError.isInstance(error)) return { nearMatches: error.nearMatches };
  if (InvalidRequestError.isInstance(error)) return { problems: error.problems };
  if (ModelRetiredError.isInstance(error) && error.successor !== undefined) {
    return { successor: error.successor };
  }
  if (!NoEligibleModelError.isInstance(error)) return {};
  return { rejected: error.decision.rejected.map(({ target, reasons }) => ({ target, reasons })) };
}
