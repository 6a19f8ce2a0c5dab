import { createRegistry } from './create-registry.js';
import type { Registry } from './registry.js';

let registry: Registry | undefined;

/**
 * The process's own registry, made from the environment at the first call, for programs that want one and nothing
 * else. Libraries take a registry as a parameter instead.
 *
 * @throws ConfigurationError that lists every wrong setting.
 */
export function getDefaultRegistry(): Registry {
  registry ??= createRegistry();
  return registry;
}

/** Closes the default registry; the next {@link getDefaultRegistry} makes a new one. */
export async function closeDefaultRegistry(): Promise<void> {
  const closing = registry;
  registry = undefined;
  await closing?.close();
}
