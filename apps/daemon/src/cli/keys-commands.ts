import type { Command } from 'commander';
import type { CommandContext } from './command-context.js';
import { withConfigOptions } from './config-options.js';
import { examples } from './help-examples.js';
import { integerFrom, numberFrom } from './route-flags.js';

/** `reg keys create|list|revoke`. */
export function addKeysCommands(
  program: Command,
  context: CommandContext,
  done: (code: number) => void,
): void {
  const keys = program.command('keys').description('give clients keys of their own, with limits');

  withConfigOptions(keys.command('create'))
    .description('make a key and print it, this once')
    .argument('<name>', 'whose key it is: for you, the log and the metrics')
    .option('-m, --model <name...>', 'only these models: ids, aliases, provider/model or provider/*')
    .option('--free-only', 'only models that cost nothing')
    .option('--budget-day <usd>', 'US dollars a day (UTC)', numberFrom(0))
    .option('--budget-month <usd>', 'US dollars a calendar month (UTC)', numberFrom(0))
    .option('--rpm <number>', 'calls in any minute', integerFrom(1))
    .option('--tpm <number>', 'tokens in any minute', integerFrom(1))
    .option('--expires <when>', '12h, 30d, 8w, or a date like 2027-01-31')
    .option('--admin', "let it use the operator's routes too: metrics and /v1/registry")
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      examples(
        'reg keys create laptop',
        'reg keys create ci --model kimi-k2.6 --budget-day 2 --rpm 60 --expires 30d',
        'KEY=$(reg keys create guest --free-only)',
      ),
    )
    .action(async (name: string, options) => {
      const { createKeyCommand } = await import('./create-key-command.js');
      done(await createKeyCommand(name, options, context));
    });

  withConfigOptions(keys.command('list', { isDefault: true }))
    .description('list the keys with their limits and what they spent')
    .option('-a, --all', 'those that expired or were revoked too')
    .option('--json', 'as JSON')
    .addHelpText('after', examples('reg keys list', 'reg keys list --all --json'))
    .action(async (options) => {
      const { listKeysCommand } = await import('./list-keys-command.js');
      done(await listKeysCommand(options, context));
    });

  withConfigOptions(keys.command('revoke'))
    .description('end a key at once, also in a daemon that runs')
    .argument('<key>', 'its name or id')
    .option('--json', 'as JSON')
    .addHelpText('after', examples('reg keys revoke ci', 'reg keys revoke 1f0c5a9e77b2'))
    .action(async (nameOrId: string, options) => {
      const { revokeKeyCommand } = await import('./revoke-key-command.js');
      done(await revokeKeyCommand(nameOrId, options, context));
    });
}
