import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import type { ConfigInput } from '@reg/config';
import { startGlmSimulator, startKimiSimulator } from '@reg/testkit';
import { startDaemonProcess } from '../../soak/src/daemon-process.js';
import type { AgentRun } from './agent-run.js';
import type { AgentUnderTest } from './agent-under-test.js';
import { task, writeBrokenProject } from './broken-project.js';
import { readDaemonLog } from './daemon-log.js';
import { installAgent, linkProgram } from './install-agent.js';
import { createModelScript } from './model-script.js';
import { plotFor } from './plot.js';
import { runProgram } from './run-program.js';
import { startScriptedVendor } from './scripted-vendor.js';
import { watchStrayTraffic } from './stray-traffic.js';

export interface ProveOptions {
  /** The daemon's command line, as it is built. */
  readonly cli: string;
  readonly timeoutMs: number;
}

/** They open no door; they only have to look like keys. */
export const keys = {
  kimi: 'sk-agents0key0of0kimi0abcdef',
  glm: '0123456789abcdef0123456789abcde1.Agents0000000001',
  daemon: 'reg-agents-0key0of0the0daemon',
} as const;

/** Lets one agent fix a bug through the daemon. Ends everything that it started. */
export async function proveAgent(agent: AgentUnderTest, options: ProveOptions): Promise<AgentRun> {
  const program = installAgent(agent);
  const home = realpathSync(mkdtempSync(join(tmpdir(), `reg-agent-${agent.name}-`)));
  await using stack = new AsyncDisposableStack();
  stack.defer(() => {
    rmSync(home, { recursive: true, force: true, maxRetries: 3 });
  });
  const bin = join(home, 'bin');
  linkProgram(program, { as: agent.program, into: bin });
  const env = environmentOf(home, bin);
  const project = join(home, 'project');
  const edit = writeBrokenProject(project, env);

  const script = createModelScript(plotFor(agent, edit));
  const [kimi, glm, stray] = await Promise.all([
    startKimiSimulator(),
    startGlmSimulator(),
    watchStrayTraffic(),
  ]);
  for (const started of [kimi, glm, stray]) stack.defer(() => started.close());
  const vendors = await Promise.all([
    startScriptedVendor({ name: 'kimi', simulator: kimi, script }),
    startScriptedVendor({ name: 'glm', simulator: glm, script }),
  ]);
  for (const vendor of vendors) stack.defer(() => vendor.close());

  const configFile = join(home, 'daemon/reg.config.json');
  const daemonHome = dirname(configFile);
  mkdirSync(daemonHome);
  const [kimiUrl, glmUrl] = vendors.map(({ baseUrl }) => baseUrl);
  writeFileSync(configFile, JSON.stringify(configOf({ kimi: kimiUrl ?? '', glm: glmUrl ?? '' }, daemonHome)));
  let daemonLog = '';
  const daemon = await startDaemonProcess({
    nodeArguments: [options.cli],
    configFile,
    home: daemonHome,
    onLog: (text) => {
      daemonLog += text;
    },
  });
  stack.defer(async () => {
    await daemon.stop();
  });

  const words = ['run', agent.name, '--model', 'auto:balanced', '--', ...agent.words(task)];
  const reached = ['--config', configFile, '--url', daemon.url];
  const run = await runProgram([options.cli, 'run', ...reached, ...words.slice(1)], {
    cwd: project,
    env: { ...env, ...agent.variables, ...stray.variables },
    timeoutMs: options.timeoutMs,
  });
  const fallbacksCounted = await countFallbacks(daemon.url);
  // It writes the rest of its log when it ends.
  await daemon.stop();
  return {
    agent: agent.name,
    version: agent.version,
    home,
    command: `reg ${words.map(shown).join(' ')}`,
    program: run,
    requests: readDaemonLog(daemonLog),
    attempts: script.attempts,
    complaints: script.complaints,
    stepsLeft: script.left,
    fallbacksCounted,
    daemonLog,
    strayHosts: stray.hosts,
    file: readFileSync(edit.file, 'utf8'),
  };
}

/** Nothing of the machine's own but where programs are. */
function environmentOf(home: string, bin: string): Record<string, string> {
  const path = [bin, dirname(process.execPath), process.env['PATH'] ?? ''].join(delimiter);
  return { PATH: path, HOME: home, TMPDIR: tmpdir(), CI: '1', NO_COLOR: '1', GIT_CONFIG_NOSYSTEM: '1' };
}

function configOf(
  baseUrls: { readonly kimi: string; readonly glm: string },
  daemonHome: string,
): ConfigInput {
  return {
    stateDir: join(daemonHome, 'state'),
    server: { port: 0, logLevel: 'info', sandbox: 'off', apiKeys: [keys.daemon] },
    providers: {
      kimi: { baseUrl: baseUrls.kimi, apiKeys: [keys.kimi] },
      glm: { baseUrl: baseUrls.glm, apiKeys: [keys.glm] },
    },
  };
}

async function countFallbacks(url: string): Promise<number> {
  const response = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${keys.daemon}` } });
  const lines = (await response.text()).split('\n').filter((line) => line.startsWith('reg_fallback_total'));
  return lines.reduce((total, line) => total + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}

function shown(word: string): string {
  return /\s/.test(word) ? `"${word}"` : word;
}
