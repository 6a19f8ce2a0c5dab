import { RegError } from '@reg/config';
import { APIUserAbortError } from '../errors/api-error.js';

/** The reg error an aborted signal stands for: its own reason if that is one of reg's, or that the caller cancelled. */
export function abortErrorOf(signal: AbortSignal | undefined, provider: string): RegError {
  const reason: unknown = signal?.reason;
  if (RegError.isInstance(reason)) return reason;
  return new APIUserAbortError({
    kind: 'aborted',
    provider,
    message: 'the caller cancelled the request',
    cause: reason,
  });
}
