import { resolve } from 'node:path';
import type { EffectiveConfig } from './effective-config.js';
import { gatherSettings, type GatheredSettings } from './gather-settings.js';
import type { LoadOptions } from './load-options.js';
import { ConfigurationError } from './problems/configuration-error.js';
import { configSchema } from './schema/config-schema.js';

/**
 * Every setting with its value, deeply frozen. Sources, strongest first: `overrides`, the environment, `.env`, the
 * config file, defaults. Reads files at the time of the call and changes nothing.
 *
 * @throws ConfigurationError listing every problem of every source. It never holds the value of a secret.
 */
export function loadConfig(options: LoadOptions = {}): EffectiveConfig {
  const gathered = gatherSettings(options);
  if (gathered.problems.length > 0) throw new ConfigurationError(gathered.problems);
  return configOf(gathered);
}

/** The schema is used once in the life of a process, too seldom for zod to compile it. */
const once = { jitless: true };

/** The configuration that settings without a problem make. */
export function configOf(gathered: GatheredSettings): EffectiveConfig {
  const config: EffectiveConfig = configSchema().parse(settingsTree(gathered), once);
  return deepFreeze({
    ...config,
    stateDir: resolve(gathered.cwd, config.stateDir),
    providers: Object.fromEntries(
      Object.entries(config.providers).map(([id, provider]) => [
        id,
        { ...provider, timeouts: { ...config.timeouts, ...provider.timeouts } },
      ]),
    ),
  });
}

type Branch = { [name: string]: unknown };

/** The assignments as the one tree that the schema takes. Their paths were checked against it. */
function settingsTree({ assignments, members }: GatheredSettings): Branch {
  const root: Branch = {};
  for (const [collection, names] of members)
    for (const name of names) branchAt(root, [...collection.split('.'), name]);
  for (const { path, value } of assignments.values()) {
    const name = path.at(-1);
    if (name !== undefined) branchAt(root, path.slice(0, -1))[name] = value;
  }
  return root;
}

function branchAt(root: Branch, path: readonly string[]): Branch {
  return path.reduce((branch, name) => {
    // An own member only: `constructor` may be the name of a provider.
    if (!Object.hasOwn(branch, name)) branch[name] = {};
    return branch[name] as Branch;
  }, root);
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  for (const member of Object.values(value)) deepFreeze(member);
  return Object.freeze(value);
}
