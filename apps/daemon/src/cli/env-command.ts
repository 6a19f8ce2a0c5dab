import { loadConfig } from '@reg/config';
import type { Agent, AgentName, AgentSetup } from '../agents/agent.js';
import { agentNamed } from '../agents/agents.js';
import { commandLine, shellLines, type ShellName } from '../agents/shell-script.js';
import { agentConnection, type AgentOptions } from './agent-options.js';
import type { CommandContext } from './command-context.js';
import { loadOptionsFrom } from './config-options.js';
import { exitCodes, type ExitCode } from './exit-codes.js';

export interface EnvCommandOptions extends AgentOptions {
  readonly shell: ShellName;
  readonly showKey?: boolean;
  readonly json?: boolean;
}

const placeholder = '<one of REG_API_KEYS>';

/** `reg env`: what to paste so that an agent asks reg. */
export async function envCommand(
  name: AgentName,
  options: EnvCommandOptions,
  { terminal }: CommandContext,
): Promise<ExitCode> {
  const agent = agentNamed(name);
  const config = loadConfig(loadOptionsFrom(options));
  const connection = agentConnection(config, options, (key) =>
    options.showKey === true ? key : placeholder,
  );
  const setup = agent.setUp(connection);
  terminal.out(
    options.json === true
      ? `${JSON.stringify({ agent: name, program: agent.program, url: connection.url, ...setup }, undefined, 2)}\n`
      : script(agent, setup, options.shell),
  );
  return exitCodes.ok;
}

function script(agent: Agent, setup: AgentSetup, shell: ShellName): string {
  const lines = [...shellLines(setup, shell)];
  // A comment: pasting must set variables and start nothing.
  if (setup.args.length > 0 && agent.program !== undefined)
    lines.push(`# then start it with: ${commandLine([agent.program, ...setup.args], shell)}`);
  return `${lines.join('\n')}\n`;
}
