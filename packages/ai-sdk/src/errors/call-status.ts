import {
  AllCandidatesFailedError,
  APIError,
  errorCatalogue,
  failureErrors,
  type AttemptRecord,
  type FailureKind,
} from '@reg/core';
import type { RegError } from '@reg/registry';

const mixedStatus = 502;
const unknownStatus = 500;

/**
 * The HTTP status that fits an error: the vendor's own where there was one and every attempt ended alike, since in
 * process its keys and limits are the caller's; else the one that the daemon answers with.
 */
export function callStatus(error: RegError): number {
  if (AllCandidatesFailedError.isInstance(error)) return statusOfAttempts(error);
  if (APIError.isInstance(error)) return error.status ?? failureErrors[error.kind].gateway.status;
  const row = errorCatalogue.find(({ code, ofAttempt }) => !ofAttempt && code === error.code);
  return row?.gateway?.status ?? unknownStatus;
}

function statusOfAttempts(error: AllCandidatesFailedError): number {
  const { attempts, cause } = error;
  // Every candidate may have refused before anything was sent, by its limit or circuit: then the cause tells.
  if (attempts.length === 0) return APIError.isInstance(cause) ? callStatus(cause) : mixedStatus;
  const statuses = new Set(attempts.map(statusOfAttempt));
  const [status] = statuses;
  return statuses.size === 1 && status !== undefined ? status : mixedStatus;
}

function statusOfAttempt({ status, outcome }: AttemptRecord): number {
  // An error inside a 200 is no success.
  if (status !== undefined && status >= 400) return status;
  return outcome === 'success' ? unknownStatus : failureErrors[outcome satisfies FailureKind].gateway.status;
}
