import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import type { AgentRun } from './agent-run.js';
import type { AgentUnderTest } from './agent-under-test.js';
import { task, writeBrokenProject } from './broken-project.js';
import { readDaemonLog } from './daemon-log.js';
import { installAgent, linkProgram } from './install-agent.js';
import { createModelScript } from './model-script.js';
import { plotFor } from './plot.js';
import { runProgram } from './run-program.js';
import { keys, makeHome, startDaemon, startVendors } from './stage.js';
import { watchStrayTraffic } from './stray-traffic.js';

export interface ProveOptions {
  /** The daemon's command line, as it is built. */
  readonly cli: string;
  readonly timeoutMs: number;
  /** Absent: the agent asks by the names that it has in it. */
  readonly model?: string;
  /** Ends the agent before its time. */
  readonly signal: AbortSignal;
}

/** Lets one agent fix a bug through the daemon. Ends everything that it started. */
export async function proveAgent(agent: AgentUnderTest, options: ProveOptions): Promise<AgentRun> {
  const { cli, timeoutMs, model, signal } = options;
  const program = installAgent(agent);
  await using stack = new AsyncDisposableStack();
  const home = makeHome(agent.name, stack);
  const bin = join(home, 'bin');
  linkProgram(program, { as: agent.program, into: bin });
  const env = environmentOf(home, bin);
  const cwd = join(home, 'project');
  const edit = writeBrokenProject(cwd, env);

  const script = createModelScript(plotFor(agent, edit));
  const stray = await watchStrayTraffic();
  stack.defer(() => stray.close());
  const baseUrls = await startVendors(script, stack);
  const stage = await startDaemon({ cli, home: join(home, 'daemon'), baseUrls, preset: agent.name }, stack);
  const { daemon, configFile } = stage;

  const asking = model === undefined ? ['--own-models'] : ['--model', model];
  const words = [agent.name, ...asking, '--', ...agent.words(task)];
  const run = await runProgram([cli, 'run', '--config', configFile, '--url', daemon.url, ...words], {
    cwd,
    env: { ...env, ...agent.variables, ...stray.variables },
    timeoutMs,
    signal,
  });
  const fallbacksCounted = await countFallbacks(daemon.url);
  // It writes the rest of its log when it ends.
  await daemon.stop();
  return {
    agent: agent.name,
    version: agent.version,
    home,
    command: `reg run ${words.map(shown).join(' ')}`,
    program: run,
    requests: readDaemonLog(stage.log),
    attempts: script.attempts,
    complaints: script.complaints,
    stepsLeft: script.left,
    fallbacksCounted,
    daemonLog: stage.log,
    strayHosts: stray.hosts,
    file: readFileSync(edit.file, 'utf8'),
  };
}

/** Nothing of the machine's own but where programs are. */
function environmentOf(home: string, bin: string): Record<string, string> {
  const path = [bin, dirname(process.execPath), process.env['PATH'] ?? ''].join(delimiter);
  return { PATH: path, HOME: home, TMPDIR: tmpdir(), CI: '1', NO_COLOR: '1', GIT_CONFIG_NOSYSTEM: '1' };
}

/** `reg_fallback_total`; 0 where the daemon is gone, as it is after Ctrl-C. */
async function countFallbacks(url: string): Promise<number> {
  const headers = { authorization: `Bearer ${keys.daemon}` };
  const text = await fetch(`${url}/metrics`, { headers }).then(
    (response) => response.text(),
    () => '',
  );
  const lines = text.split('\n').filter((line) => line.startsWith('reg_fallback_total'));
  return lines.reduce((total, line) => total + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}

function shown(word: string): string {
  return /\s/.test(word) ? `"${word}"` : word;
}
