import { loadConfig, type EffectiveConfig } from '@reg/config';
import { systemClock } from '@reg/core';
import { dayOf, rolledTo } from '../keys/budget-ledger.js';
import { keyFilePath, readKeyFile } from '../keys/key-file.js';
import { readUsageFile, usageFilePath, type SpentByKey } from '../keys/usage-file.js';
import type { CommandContext } from './command-context.js';
import { loadOptionsFrom, type ConfigOptions } from './config-options.js';
import { exitCodes, type ExitCode } from './exit-codes.js';
import { formatUsd } from './format-money.js';
import { formatTable } from './format-table.js';
import { describeLimits, shownKey, type ShownKey } from './shown-key.js';
import type { Terminal } from './terminal.js';

export interface ListKeysOptions extends ConfigOptions {
  readonly all?: boolean;
  readonly json?: boolean;
}

/** `reg keys list`: from the files, whether a daemon runs or not. */
export async function listKeysCommand(
  options: ListKeysOptions,
  { terminal }: CommandContext,
): Promise<ExitCode> {
  const config = loadConfig(loadOptionsFrom(options));
  const keys = (await keysWithSpending(config, terminal)).filter(
    ({ status }) => options.all === true || status === 'active',
  );
  if (options.json === true) terminal.out(`${JSON.stringify({ keys }, undefined, 2)}\n`);
  else if (keys.length === 0) terminal.out('No keys. Make one with: reg keys create <name>\n');
  else terminal.out(table(keys));
  return exitCodes.ok;
}

async function keysWithSpending(
  { stateDir, server }: EffectiveConfig,
  terminal: Terminal,
): Promise<readonly ShownKey[]> {
  const nowMs = systemClock.nowMs();
  const path = usageFilePath(stateDir, server.port);
  const spent = await readUsageFile(path).catch((error: unknown): SpentByKey => {
    terminal.err(`warning: what was spent is not known: ${path}: ${String(error)}\n`);
    return {};
  });
  return readKeyFile(keyFilePath(stateDir)).map((key) =>
    shownKey(key, nowMs, rolledTo(dayOf(nowMs), spent[key.id])),
  );
}

function table(keys: readonly ShownKey[]): string {
  return formatTable(
    ['NAME', 'ID', 'STATUS', 'TODAY', 'THIS MONTH', 'EXPIRES', 'LIMITS'],
    keys.map((key) => [
      key.name,
      key.id,
      key.status,
      formatUsd(key.spent?.dayUsd ?? 0),
      monthOf(key),
      key.expiresAt ?? '',
      describeLimits(key),
    ]),
  );
}

function monthOf({ spent }: ShownKey): string {
  const calls = spent?.unpricedCalls ?? 0;
  return `${formatUsd(spent?.monthUsd ?? 0)}${calls === 0 ? '' : ` and ${calls} of unknown price`}`;
}
