import { Argument, Option, type Command } from 'commander';
import type { CommandContext } from './command-context.js';
import { withConfigOptions } from './config-options.js';
import type { ExitCode } from './exit-codes.js';
import { examples } from './help-examples.js';

/** Names only: help is shown without loading what the hosts need. A test compares them with the hosts. */
export const mcpHostNames = [
  'claude-code',
  'claude-desktop',
  'codex',
  'opencode',
  'cursor',
  'vscode',
] as const;

/** `reg mcp` and `reg mcp install`. */
export function addMcpCommands(
  program: Command,
  context: CommandContext,
  done: (code: ExitCode) => void,
): void {
  const mcp = program
    .command('mcp')
    .description('serve the Model Context Protocol on standard input and output, for the host that starts it')
    .addHelpText('after', examples('reg mcp', 'reg mcp --config ~/reg.config.yaml', 'reg mcp install'));
  withConfigOptions(mcp.command('serve', { isDefault: true }))
    .description('run until the host closes standard input')
    .action(async (options) => {
      const { mcpCommand } = await import('./mcp-command.js');
      done(await mcpCommand(options, context));
    });
  withConfigOptions(mcp.command('install'))
    .description('print what to write where so that a host knows reg; writes nothing')
    .addArgument(new Argument('[host]', 'only this host').choices(mcpHostNames))
    .addOption(new Option('--transport <name>', 'only this way to connect').choices(['stdio', 'http']))
    .option('--url <url>', 'where the daemon is, if not where the configuration says')
    .option('--absolute', 'name node and reg by their whole paths, for hosts without your PATH')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      examples(
        'reg mcp install claude-code',
        'reg mcp install claude-desktop --absolute --config ~/reg.config.yaml',
        'reg mcp install vscode --transport http --json',
      ),
    )
    .action(async (host: string | undefined, options) => {
      const { mcpInstallCommand } = await import('./mcp-install-command.js');
      done(await mcpInstallCommand(host, options, context));
    });
}
