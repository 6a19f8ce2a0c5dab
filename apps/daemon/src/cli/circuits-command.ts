import { loadConfig } from '@reg/config';
import { daemonAddress } from './ask-daemon.js';
import type { CommandContext } from './command-context.js';
import { loadOptionsFrom, type ConfigOptions } from './config-options.js';
import { exitCodes, type ExitCode } from './exit-codes.js';
import { formatTable } from './format-table.js';

export interface CircuitsCommandOptions extends ConfigOptions {
  readonly json?: boolean;
}

/** What to do with a circuit; absent: only look. */
export interface CircuitChange {
  readonly action: 'isolate' | 'reset';
  readonly scope: string;
  readonly name: string;
}

/** Longer than a daemon on this machine ever takes. */
const askTimeoutMs = 5000;

/** `reg circuits`: what the running daemon keeps away from, and the operator's hand on it. */
export async function circuitsCommand(
  change: CircuitChange | undefined,
  options: CircuitsCommandOptions,
  { terminal }: CommandContext,
): Promise<ExitCode> {
  const daemon = daemonAddress(loadConfig(loadOptionsFrom(options)));
  const path = change === undefined ? '' : `/${change.action}`;
  const body = change === undefined ? undefined : { scope: change.scope, name: change.name };
  const answer = await daemon
    .ask(`${daemon.url}/v1/registry/circuits${path}`, { signal: AbortSignal.timeout(askTimeoutMs), body })
    .catch(() => undefined);
  if (answer === undefined) {
    terminal.err(`error: no daemon answers at ${daemon.url}. Start it with: reg serve\n`);
    return exitCodes.failed;
  }
  if (answer.status !== 200) {
    terminal.err(`error: ${messageOf(answer.json)}\n`);
    return answer.status === 400 ? exitCodes.usage : exitCodes.failed;
  }
  terminal.out(options.json === true ? `${JSON.stringify(answer.json, undefined, 2)}\n` : table(answer.json));
  return exitCodes.ok;
}

interface CircuitRow {
  readonly scope: string;
  readonly name: string;
  readonly state: string;
  readonly eligibleAtMs?: number;
  readonly rampUp?: { readonly limit: number; readonly inFlight: number };
}

function table(list: unknown): string {
  const rows = (list as { readonly data?: readonly CircuitRow[] }).data ?? [];
  if (rows.length === 0) return 'No circuit has been used yet.\n';
  return formatTable(
    ['SCOPE', 'NAME', 'STATE', 'UNTIL'],
    rows.map(({ scope, name, state, eligibleAtMs, rampUp }) => [
      scope,
      name,
      rampUp === undefined ? state : `${state}, ramping up (${rampUp.inFlight} of ${rampUp.limit})`,
      eligibleAtMs === undefined ? '' : new Date(eligibleAtMs).toISOString(),
    ]),
  );
}

function messageOf(json: unknown): string {
  const message = (json as { readonly error?: { readonly message?: unknown } } | undefined)?.error?.message;
  return typeof message === 'string' ? message : 'the daemon refused';
}
