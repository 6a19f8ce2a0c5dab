import { createRegistry, type ConfigInput, type Registry } from '@reg/registry';
import { startGlmSimulator, startKimiSimulator, type VendorSimulator } from '@reg/testkit';
import { createReg, type RegProvider } from '../src/index.js';

export const kimiKey = 'sk-kimi-test-key-0123456789abcdef';
export const glmKey = '0123456789abcdef0123456789abcdef.SecretPartOfTheKey';

/** A provider of the AI SDK over a whole registry whose vendors are the simulators. */
export interface SimulatedReg extends AsyncDisposable {
  readonly reg: RegProvider;
  readonly registry: Registry;
  readonly kimi: VendorSimulator;
  readonly glm: VendorSimulator;
  reset(): Promise<void>;
}

/** Quick retries, so that failures cost no time. */
export async function startSimulatedReg(overrides: ConfigInput = {}): Promise<SimulatedReg> {
  // Their place to be seen is the result; on the console they only drown what failed.
  Object.assign(globalThis, { AI_SDK_LOG_WARNINGS: false });
  const [kimi, glm] = await Promise.all([startKimiSimulator(), startGlmSimulator()]);
  const registry = createRegistry({
    env: { KIMI_API_KEY: kimiKey, KIMI_API_URL: kimi.baseUrl, GLM_API_KEY: glmKey, GLM_API_URL: glm.baseUrl },
    envFile: false,
    configFile: false,
    overrides: { retry: { attempts: 2, backoffBaseMs: 1, backoffMaxMs: 5 }, ...overrides },
  });
  return {
    reg: createReg(registry),
    registry,
    kimi,
    glm,
    async reset() {
      await Promise.all([kimi.reset(), glm.reset()]);
      for (const { scope, name } of registry.listCircuits()) registry.resetCircuit(scope, name);
    },
    async [Symbol.asyncDispose]() {
      await registry.close();
      await Promise.all([kimi.close(), glm.close()]);
    },
  };
}
