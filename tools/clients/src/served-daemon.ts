import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig, type ConfigInput } from '@reg/config';
import { compose, type Daemon } from '@reg/daemon';
import { startGlmSimulator, startKimiSimulator, type VendorSimulator } from '@reg/testkit';

/** The key that clients of the daemon send; it is none of a vendor. */
export const clientKey = 'reg-client-key-0123456789';

/** There is such a model, and the operator allows nobody to use it. */
export const lockedModel = 'locked/locked-model';

const vendorKeys = {
  kimi: 'sk-kimi0000test0000key0000value0000abcdef',
  glm: '0123456789abcdef0123456789abcdef.TestTestTestTest',
};

/** A whole daemon in this process, its vendors the simulators, reached over real sockets. */
export interface ServedDaemon extends AsyncDisposable {
  /** Without a path: each dialect has its own below it. */
  readonly url: string;
  readonly daemon: Daemon;
  readonly kimi: VendorSimulator;
  readonly glm: VendorSimulator;
  /** Forgets faults, requests and circuits, so that one test does not tell the next. */
  reset(): Promise<void>;
}

/** Quick retries, so that failures cost no time; nothing of the machine's own configuration has a say. */
export async function serveDaemon(overrides: ConfigInput = {}): Promise<ServedDaemon> {
  const stateDir = await mkdtemp(join(tmpdir(), 'reg-clients-'));
  const [kimi, glm] = await Promise.all([startKimiSimulator(), startGlmSimulator()]);
  const config = loadConfig({
    env: { HOME: stateDir },
    cwd: stateDir,
    envFile: false,
    configFile: false,
    overrides: {
      stateDir,
      server: { port: 0, apiKeys: [clientKey] },
      retry: { attempts: 2, backoffBaseMs: 1, backoffMaxMs: 5 },
      providers: {
        kimi: { baseUrl: kimi.baseUrl, apiKeys: [vendorKeys.kimi] },
        glm: { baseUrl: glm.baseUrl, apiKeys: [vendorKeys.glm] },
        locked: {
          type: 'openai-compatible',
          baseUrl: 'http://127.0.0.1:9/v1',
          models: [{ id: 'locked-model' }],
          allowedModels: [],
        },
      },
      ...overrides,
    },
  });
  const daemon = await compose({ config, writeLog: () => undefined });
  return {
    url: await daemon.listen(),
    daemon,
    kimi,
    glm,
    async reset() {
      await Promise.all([kimi.reset(), glm.reset()]);
      const { registry } = daemon;
      for (const { scope, name } of registry.listCircuits()) registry.resetCircuit(scope, name);
    },
    async [Symbol.asyncDispose]() {
      // Clients keep connections for later, which nobody waits for here.
      daemon.server.server.closeAllConnections();
      await daemon.close();
      await Promise.all([kimi.close(), glm.close()]);
      await rm(stateDir, { recursive: true, force: true });
    },
  };
}
