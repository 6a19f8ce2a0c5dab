import { loadConfig } from '@reg/config';
import { systemClock } from '@reg/core';
import { withRevoked } from '../keys/change-keys.js';
import type { ClientKey } from '../keys/client-key.js';
import { editKeyFile } from '../keys/edit-key-file.js';
import { keyFilePath } from '../keys/key-file.js';
import type { CommandContext } from './command-context.js';
import { loadOptionsFrom, type ConfigOptions } from './config-options.js';
import { exitCodes, type ExitCode } from './exit-codes.js';
import { shownKey } from './shown-key.js';

export interface RevokeKeyOptions extends ConfigOptions {
  readonly json?: boolean;
}

/** `reg keys revoke`: a daemon that runs notices within a second. */
export async function revokeKeyCommand(
  nameOrId: string,
  options: RevokeKeyOptions,
  { terminal }: CommandContext,
): Promise<ExitCode> {
  const config = loadConfig(loadOptionsFrom(options));
  const nowMs = systemClock.nowMs();
  let revoked: readonly ClientKey[] = [];
  await editKeyFile(keyFilePath(config.stateDir), systemClock, (keys) => {
    const change = withRevoked(keys, nameOrId, nowMs);
    ({ revoked } = change);
    return change.keys;
  });
  if (options.json === true) {
    const list = revoked.map((key) => shownKey(key, nowMs));
    terminal.out(`${JSON.stringify({ revoked: list }, undefined, 2)}\n`);
  } else {
    for (const { name, id } of revoked) terminal.out(`revoked ${name} (${id})\n`);
  }
  if (revoked.length > 0) return exitCodes.ok;
  terminal.err(`error: no key "${nameOrId}" that could be revoked. See: reg keys list --all\n`);
  return exitCodes.failed;
}
