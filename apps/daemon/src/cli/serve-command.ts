import { loadConfig, type ConfigInput } from '@reg/config';
import { compose, type Daemon } from '../main/compose.js';
import { version } from '../version.js';
import type { CommandContext } from './command-context.js';
import { loadOptionsFrom, type ConfigOptions } from './config-options.js';
import { exitCodes, type ExitCode } from './exit-codes.js';

export interface ServeOptions extends ConfigOptions {
  readonly host?: string;
  readonly port?: number;
  readonly sandbox?: 'auto' | 'on' | 'off';
  readonly json?: boolean;
}

/** `reg serve`: runs until it is told to stop. */
export async function serveCommand(options: ServeOptions, context: CommandContext): Promise<ExitCode> {
  const { host, port, sandbox } = options;
  const server: ConfigInput['server'] = {
    ...(host === undefined ? {} : { host }),
    ...(port === undefined ? {} : { port }),
    ...(sandbox === undefined ? {} : { sandbox }),
  };
  const config = loadConfig(loadOptionsFrom(options, { server }));
  const stop = context.stopRequested();
  const daemon = await compose({ config });
  try {
    const url = await daemon.listen();
    context.terminal.err(options.json === true ? jsonBanner(url, daemon) : banner(url, daemon, context));
    await stop;
  } finally {
    await daemon.close();
  }
  return exitCodes.ok;
}

function banner(url: string, daemon: Daemon, { terminal }: CommandContext): string {
  const usable = daemon.registry.listAvailableModels().filter((model) => model.available);
  const providers = [...new Set(usable.map((model) => model.provider))];
  const lines = [
    `${terminal.styleErr('bold', 'reg')} ${version} listens on ${terminal.styleErr('cyan', url)}`,
    `  OpenAI base URL  ${url}/v1`,
    `  usable           ${usable.length} models of ${providers.join(', ') || 'no provider: run `reg doctor`'}`,
  ];
  if (daemon.sandbox) {
    lines.push(
      '',
      terminal.styleErr(
        'yellow',
        '  SANDBOX: no API key is configured, so Kimi and GLM are simulated on this machine.',
      ),
      '  Nothing is sent to a vendor, nothing costs money. Set KIMI_API_KEY or GLM_API_KEY for real answers.',
    );
  }
  return `${lines.join('\n')}\n`;
}

function jsonBanner(url: string, daemon: Daemon): string {
  return `${JSON.stringify({ url, baseUrl: `${url}/v1`, sandbox: daemon.sandbox, version, pid: process.pid })}\n`;
}
