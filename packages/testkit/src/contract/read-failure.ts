import { APIError, type ChatRequest, type FailureKind, type ProviderCall } from '@reg/core';
import { inspect } from 'node:util';
import type { ContractSubject } from './contract-subject.js';

/** How a call failed; the texts are for a message that tells at once what went wrong. */
export interface ReadFailure {
  /** The kind of a reg error, `none` when nothing was thrown, otherwise `foreign: …`. */
  readonly kind: FailureKind | string;
  readonly error: unknown;
  /** Whether the key is anywhere in the error, its causes, its JSON or what a logger prints. */
  readonly leaksKey: boolean;
}

/** Runs a call that must fail. */
export async function readFailure(
  subject: ContractSubject,
  run: () => Promise<unknown>,
): Promise<ReadFailure> {
  try {
    await run();
    return { kind: 'none', error: undefined, leaksKey: false };
  } catch (error) {
    const kind = APIError.isInstance(error) ? error.kind : `foreign: ${String(error)}`;
    return { kind, error, leaksKey: leaksKey(subject, error) };
  }
}

/** Streams to the end, counting the chunks. */
export async function drain(
  subject: ContractSubject,
  request: ChatRequest,
  overrides: Partial<ProviderCall> = {},
): Promise<number> {
  const stream = await subject.provider.stream(request, subject.call(overrides));
  let count = 0;
  for await (const _chunk of stream) count += 1;
  return count;
}

function leaksKey(subject: ContractSubject, error: unknown): boolean {
  const key = subject.credential?.secret.reveal();
  if (key === undefined) return false;
  const shown = [inspect(error, { depth: 12, showHidden: true, breakLength: Infinity }), jsonOf(error)];
  for (let cause = error; cause instanceof Error; cause = cause.cause)
    shown.push(cause.message, cause.stack ?? '', jsonOf(cause));
  return shown.some((text) => text.includes(key));
}

function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value) ?? '';
  } catch {
    return '';
  }
}
