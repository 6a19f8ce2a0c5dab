import { AllCandidatesFailedError, type RouteReport } from '@reg/core';

const reports = new WeakMap<object, RouteReport>();

/** What happened to the call behind an error that `chat`, `stream` or a streamed answer threw. */
export function reportOf(error: unknown): RouteReport | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  return reports.get(error) ?? (AllCandidatesFailedError.isInstance(error) ? error.report : undefined);
}

/** The error with the report of its call: in a field where its class has one, else kept beside it. */
export function withReport(error: unknown, report: RouteReport): unknown {
  const told =
    AllCandidatesFailedError.isInstance(error) && error.report === undefined
      ? new AllCandidatesFailedError({
          attempts: error.attempts,
          refusals: error.refusals,
          credentialsExhausted: error.credentialsExhausted,
          cause: error.cause,
          report,
        })
      : error;
  if (typeof told === 'object' && told !== null) reports.set(told, report);
  return told;
}
