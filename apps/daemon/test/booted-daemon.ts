import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig, type ConfigInput, type EffectiveConfig } from '@reg/config';
import {
  startGlmSimulator,
  startKimiSimulator,
  type SimulatorOptions,
  type VendorSimulator,
} from '@reg/testkit';
import OpenAI, { type ClientOptions } from 'openai';
import { compose, type Daemon } from '../src/main/compose.js';

export const kimiKey = 'sk-kimi0000test0000key0000value0000abcdef';
export const glmKey = '0123456789abcdef0123456789abcdef.TestTestTestTest';

/** A whole daemon in this process, its vendors the simulators, reached over real sockets. */
export interface BootedDaemon extends AsyncDisposable {
  readonly daemon: Daemon;
  readonly url: string;
  readonly kimi: VendorSimulator;
  readonly glm: VendorSimulator;
  readonly stateDir: string;
  readonly logLines: Record<string, unknown>[];
  client(options?: ClientOptions): OpenAI;
}

export interface BootOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly overrides?: ConfigInput;
  readonly simulators?: SimulatorOptions;
  /** Puts into the state folder what the daemon finds there when it starts. */
  prepare?(stateDir: string): Promise<void>;
  /** The vendors with whom the daemon speaks Anthropic's Messages. @default none */
  readonly overMessages?: readonly ('kimi' | 'glm')[];
}

/** A configuration from nothing but `env` and `overrides`: no file of the machine has a say. */
export function isolatedConfig(stateDir: string, options: BootOptions = {}): EffectiveConfig {
  return loadConfig({
    env: { HOME: stateDir, ...options.env },
    cwd: stateDir,
    envFile: false,
    configFile: false,
    overrides: {
      ...options.overrides,
      stateDir,
      server: { port: 0, logLevel: 'info', ...options.overrides?.server },
      retry: { backoffBaseMs: 1, backoffMaxMs: 5, ...options.overrides?.retry },
    },
  });
}

export async function bootDaemon(options: BootOptions = {}): Promise<BootedDaemon> {
  const stateDir = await mkdtemp(join(tmpdir(), 'reg-daemon-'));
  const [kimi, glm] = await Promise.all([
    startKimiSimulator(options.simulators),
    startGlmSimulator(options.simulators),
  ]);
  const { overMessages = [] } = options;
  const addressOf = (vendor: 'kimi' | 'glm', { baseUrl, messagesUrl = '' }: VendorSimulator): string =>
    overMessages.includes(vendor) ? messagesUrl : baseUrl;
  const config = isolatedConfig(stateDir, {
    ...options,
    env: {
      KIMI_API_KEY: kimiKey,
      GLM_API_KEY: glmKey,
      KIMI_API_URL: addressOf('kimi', kimi),
      GLM_API_URL: addressOf('glm', glm),
      ...Object.fromEntries(overMessages.map((vendor) => [`${vendor.toUpperCase()}_PROTOCOL`, 'anthropic'])),
      ...options.env,
    },
  });
  await options.prepare?.(stateDir);
  const logLines: Record<string, unknown>[] = [];
  const daemon = await compose({
    config,
    writeLog: (line) => {
      logLines.push(JSON.parse(line) as Record<string, unknown>);
    },
  });
  const url = await daemon.listen();
  return {
    daemon,
    url,
    kimi,
    glm,
    stateDir,
    logLines,
    client: (clientOptions) =>
      new OpenAI({ baseURL: `${url}/v1`, apiKey: 'any', maxRetries: 0, ...clientOptions }),
    async [Symbol.asyncDispose]() {
      await daemon.close();
      await Promise.all([kimi.close(), glm.close()]);
      await rm(stateDir, { recursive: true, force: true });
    },
  };
}
