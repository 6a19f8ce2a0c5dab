import { modelMapPresetNames, type EffectiveConfig } from '@reg/config';
import { createRegistry, type CreateRegistryOptions, type Registry } from '@reg/registry';
import { startSandbox, wantsSandbox } from './sandbox.js';

/** A registry over the real vendors, or over their simulators. */
export interface OpenedRegistry {
  readonly registry: Registry;
  /** What is really in force: in a sandbox, the simulators' addresses. */
  readonly config: EffectiveConfig;
  readonly sandbox: boolean;
  close(): Promise<void>;
}

/** Clients of a gateway have names of their own for models, and each of them must get an answer. */
function withPresets(config: EffectiveConfig): EffectiveConfig {
  const { modelMapPresets = modelMapPresetNames } = config.routing;
  return { ...config, routing: { ...config.routing, modelMapPresets } };
}

/** Decides between vendors and simulators, and opens the registry over them. */
export async function openRegistry(
  config: EffectiveConfig,
  options: Pick<CreateRegistryOptions, 'observers' | 'clock' | 'random'> = {},
): Promise<OpenedRegistry> {
  const sandbox = wantsSandbox(config) ? await startSandbox(config) : undefined;
  try {
    const effective = withPresets(sandbox?.config ?? config);
    const registry = createRegistry({ ...options, config: effective });
    return {
      registry,
      config: effective,
      sandbox: sandbox !== undefined,
      async close() {
        await registry.close();
        await sandbox?.close();
      },
    };
  } catch (error) {
    // Simulators that nobody closes would keep the process alive.
    await sandbox?.close();
    throw error;
  }
}
