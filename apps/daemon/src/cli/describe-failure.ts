import { ConfigurationError, RegError } from '@reg/config';
import { InvalidRequestError } from '@reg/core';
import { exitCodes, type ExitCode } from './exit-codes.js';
import { UsageError } from './usage-error.js';

/** What the person at the terminal is told of an error, and what its exit code is. */
export function describeFailure(error: unknown): { readonly text: string; readonly code: ExitCode } {
  return { text: textOf(error), code: isUsage(error) ? exitCodes.usage : exitCodes.failed };
}

function isUsage(error: unknown): boolean {
  return (
    UsageError.isInstance(error) ||
    ConfigurationError.isInstance(error) ||
    InvalidRequestError.isInstance(error)
  );
}

/** Our own errors are written for people; others show where they come from. */
function textOf(error: unknown): string {
  if (RegError.isInstance(error)) return error.message;
  const advice = adviceOf(error);
  if (error instanceof Error && advice !== undefined) return `${error.message}. ${advice}`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

const otherHost = 'This machine has no such address. Choose another --host.';

/** What to do when the system does not let the daemon listen. */
const listenAdvice: Readonly<Record<string, string>> = {
  EADDRINUSE: 'Is another daemon running? Choose another --port.',
  EACCES: 'Ports below 1024 need a privilege. Choose another --port.',
  EADDRNOTAVAIL: otherHost,
  ENOTFOUND: otherHost,
  EAI_AGAIN: 'The name cannot be looked up now. Choose another --host.',
};

function adviceOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? listenAdvice[String(error.code)] : undefined;
}
