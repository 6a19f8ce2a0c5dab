import type { ConfigInput, loadConfig } from '@reg/config';
import type { Command } from 'commander';

/** The options of every command that reads the configuration. */
export interface ConfigOptions {
  readonly config?: string;
  readonly envFile?: string;
}

export function withConfigOptions(command: Command): Command {
  return command
    .option('-c, --config <file>', 'configuration file instead of reg.config.yaml found upwards')
    .option('--env-file <file>', '.env file instead of the one found upwards');
}

type LoadOptions = NonNullable<Parameters<typeof loadConfig>[0]>;

/** What the command line says, as the strongest source of the configuration. */
export function loadOptionsFrom(options: ConfigOptions, overrides: ConfigInput = {}): LoadOptions {
  return {
    overrides,
    ...(options.config === undefined ? {} : { configFile: options.config }),
    ...(options.envFile === undefined ? {} : { envFile: options.envFile }),
  };
}
