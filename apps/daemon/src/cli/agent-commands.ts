import { Argument, Option, type Command } from 'commander';
import { agentNames, defaultAgentModels, type AgentName } from '../agents/agent.js';
import { shellNames } from '../agents/shell-script.js';
import type { CommandContext } from './command-context.js';
import { withConfigOptions } from './config-options.js';
import { examples } from './help-examples.js';

/** `reg env` and `reg run`. */
export function addAgentCommands(
  program: Command,
  context: CommandContext,
  done: (code: number) => void,
): void {
  withAgentOptions(program.command('env'))
    .description('print the variables that make an agent ask reg, to paste into a shell')
    .addOption(new Option('--shell <name>', 'whose syntax').choices(shellNames).default('sh'))
    .option('--show-key', 'print the key of the daemon, instead of a placeholder')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      examples(
        'eval "$(reg env claude-code --show-key)"',
        'reg env aider --model kimi-k2.6',
        'reg env codex --shell fish',
      ),
    )
    .action(async (agent: AgentName, options) => {
      const { envCommand } = await import('./env-command.js');
      done(await envCommand(agent, options, context));
    });

  withAgentOptions(program.command('run'))
    .description('start an agent that asks reg; its exit code is handed on')
    .argument('[words...]', 'what the agent is started with, after --; for openai the program first')
    .addHelpText(
      'after',
      examples(
        'reg run claude-code',
        'reg run codex -- exec "explain this repository"',
        'reg run claude-code --own-models',
        'reg run opencode --model kimi-k2.6 -- run "fix the tests"',
        'reg run openai -- python app.py',
      ),
    )
    .action(async (agent: AgentName, words: string[], options) => {
      const { runCommand } = await import('./run-command.js');
      done(await runCommand(agent, words, { options, context }));
    });
}

function withAgentOptions(command: Command): Command {
  return withConfigOptions(command)
    .addArgument(new Argument('<agent>', 'which agent').choices(agentNames))
    .option('-m, --model <name>', `the model for the work (default: ${defaultAgentModels.work})`)
    .option(
      '--small-model <name>',
      `the model for titles and summaries (default: ${defaultAgentModels.small})`,
    )
    .addOption(
      new Option(
        '--own-models',
        'name none: the agent asks as it would its vendor, and the model map answers',
      ).conflicts(['model', 'smallModel']),
    )
    .option('--url <url>', 'where the daemon is, if not where the configuration says');
}
