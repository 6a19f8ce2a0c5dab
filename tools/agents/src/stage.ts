import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConfigInput, ModelMapPreset } from '@reg/config';
import { startGlmSimulator, startKimiSimulator } from '@reg/testkit';
import { startDaemonProcess, type DaemonProcess } from '../../soak/src/daemon-process.js';
import type { ModelScript } from './model-script.js';
import { startScriptedVendor } from './scripted-vendor.js';

/** They open no door; they only have to look like keys. */
export const keys = {
  kimi: 'sk-agents0key0of0kimi0abcdef',
  glm: '0123456789abcdef0123456789abcde1.Agents0000000001',
  daemon: 'reg-agents-0key0of0the0daemon',
} as const;

/** A daemon in a process of its own, and what it writes. */
export interface DaemonOnStage {
  readonly daemon: DaemonProcess;
  readonly configFile: string;
  /** So far; it writes the rest when it ends. */
  readonly log: string;
}

export interface DaemonOptions {
  /** The daemon's command line, as it is built. */
  readonly cli: string;
  /** A folder that nobody else uses. */
  readonly home: string;
  readonly baseUrls: Readonly<Record<'kimi' | 'glm', string>>;
  /** The one preset of the model map that is on: names that it lacks are answered with an error. */
  readonly preset: ModelMapPreset;
}

/** A folder that goes when the stack is disposed of. */
export function makeHome(name: string, stack: AsyncDisposableStack): string {
  const home = realpathSync(mkdtempSync(join(tmpdir(), `reg-agent-${name}-`)));
  stack.defer(() => {
    rmSync(home, { recursive: true, force: true, maxRetries: 3 });
  });
  return home;
}

/** Both vendors, played by their simulators after one script. Answers their base URLs. */
export async function startVendors(
  script: ModelScript,
  stack: AsyncDisposableStack,
): Promise<DaemonOptions['baseUrls']> {
  const kimi = stack.use(await startKimiSimulator());
  const glm = stack.use(await startGlmSimulator());
  const played = await Promise.all([
    startScriptedVendor({ name: 'kimi', simulator: kimi, script }),
    startScriptedVendor({ name: 'glm', simulator: glm, script }),
  ]);
  for (const vendor of played) stack.defer(() => vendor.close());
  return { kimi: played[0].baseUrl, glm: played[1].baseUrl };
}

/** Starts the daemon. It ends with the stack, and with this process if that comes first. */
export async function startDaemon(
  { cli, home, baseUrls, preset }: DaemonOptions,
  stack: AsyncDisposableStack,
): Promise<DaemonOnStage> {
  const configFile = join(home, 'reg.config.json');
  mkdirSync(home);
  writeFileSync(configFile, JSON.stringify({ ...configOf(baseUrls, preset), stateDir: join(home, 'state') }));
  let log = '';
  const onLog = (text: string): void => {
    log += text;
  };
  const daemon = await startDaemonProcess({ nodeArguments: [cli], configFile, home, onLog });
  const endWithUs = (): void => {
    if (daemon.running) process.kill(daemon.pid, 'SIGTERM');
  };
  process.once('exit', endWithUs);
  stack.defer(async () => {
    await daemon.stop();
    process.off('exit', endWithUs);
  });
  return {
    daemon,
    configFile,
    get log() {
      return log;
    },
  };
}

function configOf(baseUrls: DaemonOptions['baseUrls'], preset: ModelMapPreset): ConfigInput {
  return {
    routing: { modelMapPresets: [preset] },
    server: { port: 0, logLevel: 'info', sandbox: 'off', apiKeys: [keys.daemon] },
    providers: {
      kimi: { baseUrl: baseUrls.kimi, apiKeys: [keys.kimi] },
      glm: { baseUrl: baseUrls.glm, apiKeys: [keys.glm] },
    },
  };
}
