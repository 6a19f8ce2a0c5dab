import { join } from 'node:path';
import { chatCompletions } from '../bodies.js';
import { firstMatch, startChild } from '../child.js';
import { outputOf } from '../load.js';
import { loadCpu, type Target } from '../targets.js';

export interface HeldRequests {
  /** Waits until all were answered. @returns how many failed */
  failed(): Promise<number>;
  /** Leaves them all. @returns how many were not under way any more */
  stop(): Promise<number>;
}

export interface RequestsToHold {
  readonly count: number;
  readonly body: string;
  readonly isStream: boolean;
}

/** Puts requests to a target and comes back when all of them are under way: streams begun, whole answers awaited. */
export async function holdRequests(
  { url, headers, dialect = chatCompletions }: Target,
  { count, body, isStream }: RequestsToHold,
): Promise<HeldRequests> {
  const input = JSON.stringify({
    url: `${url}${dialect.path}`,
    headers: { 'content-type': 'application/json', ...headers },
    lastWords: isStream ? dialect.lastWords : 'usage',
    ...{ body, isStream, count },
  });
  const child = startChild(process.execPath, [join(import.meta.dirname, 'hold-requests.mjs')], {
    cpu: loadCpu,
    input,
  });
  const output = outputOf(child.process);
  await Promise.race([firstMatch(child, 'stdout', /open\n/), output]);
  const failed = async (): Promise<number> => {
    const lines = (await output).trim().split('\n');
    return (JSON.parse(lines.at(-1) ?? '{}') as { readonly failed: number }).failed;
  };
  return {
    failed,
    async stop() {
      await child.stop();
      return failed();
    },
  };
}
