import { loadConfig, type EffectiveConfig } from '@reg/config';
import { systemClock } from '@reg/core';
import { makeKey, type NewKey } from '../keys/change-keys.js';
import type { ClientKey, KeyLimits } from '../keys/client-key.js';
import { editKeyFile } from '../keys/edit-key-file.js';
import { keyFilePath } from '../keys/key-file.js';
import { expectedKeyName, keyNameForm, limitProblems } from '../keys/key-form.js';
import { createKeyToken, keyTokenText } from '../keys/key-token.js';
import type { CommandContext } from './command-context.js';
import { loadOptionsFrom, type ConfigOptions } from './config-options.js';
import { exitCodes, type ExitCode } from './exit-codes.js';
import { expiryFrom } from './expiry-from.js';
import { describeLimits, shownKey } from './shown-key.js';
import { UsageError } from './usage-error.js';

export interface CreateKeyOptions extends ConfigOptions {
  readonly model?: readonly string[];
  readonly freeOnly?: boolean;
  readonly budgetDay?: number;
  readonly budgetMonth?: number;
  readonly rpm?: number;
  readonly tpm?: number;
  readonly expires?: string;
  readonly admin?: boolean;
  readonly json?: boolean;
}

/** `reg keys create`: the key goes to standard output and is kept nowhere; everything else to standard error. */
export async function createKeyCommand(
  name: string,
  options: CreateKeyOptions,
  { terminal }: CommandContext,
): Promise<ExitCode> {
  const config = loadConfig(loadOptionsFrom(options));
  const asked = newKeyFrom(name, options);
  const warnings = await unknownModels(config, options.model ?? []);
  const key = await added(keyFilePath(config.stateDir), asked);
  for (const warning of warnings) terminal.err(`${terminal.styleErr('yellow', 'warning:')} ${warning}\n`);
  const token = keyTokenText(asked.token);
  if (options.json === true) {
    terminal.out(`${JSON.stringify({ key: token, ...shownKey(key, asked.createdAtMs) }, undefined, 2)}\n`);
    return exitCodes.ok;
  }
  terminal.err(`The key "${name}" (${describeLimits(key)}). It is shown this once:\n`);
  terminal.out(`${token}\n`);
  if (config.server.apiKeys.length === 0 && !key.admin)
    terminal.err(
      'From now on the daemon asks everybody for a key. For yourself set REG_API_KEYS, or make one with --admin.\n',
    );
  return exitCodes.ok;
}

/** @throws UsageError that lists everything that is wrong. */
function newKeyFrom(name: string, options: CreateKeyOptions): NewKey {
  const limits = limitsFrom(options);
  const problems = limitProblems(limits as Readonly<Record<string, unknown>>).map(
    ({ field, expected }) => `${flags[field] ?? field} must be ${expected}.`,
  );
  if (!keyNameForm.test(name)) problems.unshift(`The name must be ${expectedKeyName}.`);
  if (problems.length > 0) throw new UsageError(problems.join('\n'));
  const createdAtMs = systemClock.nowMs();
  const { expires } = options;
  return {
    name,
    token: createKeyToken(),
    admin: options.admin === true,
    limits,
    createdAtMs,
    expiresAtMs: expires === undefined ? undefined : expiryFrom(expires, createdAtMs),
  };
}

const flags: Readonly<Record<string, string>> = {
  allowedModels: '--model',
  budgetUsdPerDay: '--budget-day',
  budgetUsdPerMonth: '--budget-month',
};

function limitsFrom({ model, freeOnly, budgetDay, budgetMonth, rpm, tpm }: CreateKeyOptions): KeyLimits {
  return {
    ...(model === undefined ? {} : { allowedModels: model }),
    ...(freeOnly === true ? { freeOnly } : {}),
    ...(budgetDay === undefined ? {} : { budgetUsdPerDay: budgetDay }),
    ...(budgetMonth === undefined ? {} : { budgetUsdPerMonth: budgetMonth }),
    ...(rpm === undefined ? {} : { requestsPerMinute: rpm }),
    ...(tpm === undefined ? {} : { tokensPerMinute: tpm }),
  };
}

async function added(path: string, asked: NewKey): Promise<ClientKey> {
  const made: ClientKey[] = [];
  await editKeyFile(path, systemClock, (keys) => {
    const result = makeKey(keys, asked);
    if ('problem' in result) throw new UsageError(result.problem);
    made.push(result.key);
    return [...keys, result.key];
  });
  const [key] = made;
  if (key === undefined) throw new UsageError('The key was not made.');
  return key;
}

/** A name that means nothing today may be one of tomorrow, so it is told and not refused. */
async function unknownModels(config: EffectiveConfig, names: readonly string[]): Promise<readonly string[]> {
  if (names.length === 0) return [];
  const { createRegistry } = await import('@reg/registry');
  const registry = createRegistry({ config });
  try {
    const providers = new Set(registry.listAvailableModels().map(({ provider }) => `${provider}/*`));
    return names.flatMap((name) => {
      if (providers.has(name.trim().toLowerCase())) return [];
      const resolution = registry.resolveModel(name.trim());
      if (resolution.kind === 'found') return [];
      const near = resolution.kind === 'unknown' ? resolution.nearMatches : [];
      const advice = near.length === 0 ? '' : ` Did you mean ${near.join(', ')}?`;
      return [`no provider serves "${name}" now.${advice}`];
    });
  } finally {
    await registry.close();
  }
}
