import { spawn, type ChildProcess } from 'node:child_process';
import { constants } from 'node:os';
import { childEnvironment, loadConfig } from '@reg/config';
import type { Agent, AgentName } from '../agents/agent.js';
import { agentNamed } from '../agents/agents.js';
import { agentConnection, type AgentOptions } from './agent-options.js';
import type { CommandContext } from './command-context.js';
import { loadOptionsFrom } from './config-options.js';
import { exitCodes } from './exit-codes.js';
import { forwardSignals } from './forward-signals.js';
import { UsageError } from './usage-error.js';

/** As shells say that there is no such program, and that it may not be run. */
const notFoundCode = 127;
const notRunnableCode = 126;
/** Longer than a daemon on this machine ever takes. */
const askTimeoutMs = 5000;

/** `reg run`: an agent that asks reg, in this terminal. Answers the exit code of the agent. */
export async function runCommand(
  name: AgentName,
  words: readonly string[],
  { options, context }: { readonly options: AgentOptions; readonly context: CommandContext },
): Promise<number> {
  const agent = agentNamed(name);
  const { terminal } = context;
  const config = loadConfig(loadOptionsFrom(options));
  const connection = agentConnection(config, options, (key) => key);
  const setup = agent.setUp(connection);
  const [program, ...args] = commandFor(agent, setup.args, words);
  if (!(await answers(connection.url))) {
    terminal.err(`error: no daemon answers at ${connection.url}. Start it with: reg serve\n`);
    return exitCodes.failed;
  }
  try {
    return await runToEnd(spawn(program, args, { stdio: 'inherit', env: childEnvironment(setup) }));
  } catch (error) {
    const code = codeOf(error);
    if (code === undefined) throw error;
    terminal.err(`error: ${whyNotStarted(agent, program, code)}\n`);
    return code === 'ENOENT' ? notFoundCode : notRunnableCode;
  }
}

type Command = readonly [program: string, ...args: string[]];

function commandFor(agent: Agent, args: readonly string[], words: readonly string[]): Command {
  if (agent.program !== undefined) return [agent.program, ...args, ...words];
  const [program, ...rest] = words;
  if (program === undefined)
    throw new UsageError(`Say what to run: reg run ${agent.name} -- <program> [arguments]`);
  return [program, ...args, ...rest];
}

async function answers(url: string): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(askTimeoutMs);
    return (await fetch(`${url}/healthz`, { signal, redirect: 'error' })).ok;
  } catch {
    return false;
  }
}

/** The exit code; of one that was killed, as shells count it: 128 and the number of the signal. */
function runToEnd(child: ChildProcess): Promise<number> {
  const release = forwardSignals(process, child);
  return new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  }).finally(release);
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}

function whyNotStarted({ title, install }: Agent, program: string, code: string): string {
  if (code !== 'ENOENT') return `${program} cannot be started (${code}).`;
  const advice = install === undefined ? '' : ` To install ${title}: ${install}`;
  return `${program} is not installed, or not on PATH.${advice}`;
}
