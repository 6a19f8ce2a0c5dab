import { loadConfig, type ConfigInput, type EffectiveConfig } from '@reg/config';
import { compose, type Daemon } from '../main/compose.js';
import { version } from '../version.js';
import type { CommandContext } from './command-context.js';
import { loadOptionsFrom, type ConfigOptions } from './config-options.js';
import { exitCodes, type ExitCode } from './exit-codes.js';
import { whySandbox } from './sandbox-note.js';
import type { Terminal } from './terminal.js';

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
  const { terminal } = context;
  const stop = context.stopRequested();
  // Whoever read the log may go away: the daemon goes on.
  context.surviveBrokenPipe();
  const daemon = await compose({ config });
  try {
    const url = await daemon.listen();
    terminal.err(options.json === true ? jsonBanner(url, daemon) : banner(url, daemon, { config, terminal }));
    await stop;
  } finally {
    await daemon.close();
  }
  return exitCodes.ok;
}

function banner(
  url: string,
  daemon: Daemon,
  { config, terminal }: { readonly config: EffectiveConfig; readonly terminal: Terminal },
): string {
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
        `  SANDBOX: ${whySandbox(config)}, so Kimi and GLM are simulated on this machine.`,
      ),
      '  Nothing is sent to a vendor, nothing costs money. For real answers set KIMI_API_KEY or GLM_API_KEY.',
    );
  }
  return `${lines.join('\n')}\n`;
}

function jsonBanner(url: string, daemon: Daemon): string {
  return `${JSON.stringify({ url, baseUrl: `${url}/v1`, sandbox: daemon.sandbox, version, pid: process.pid })}\n`;
}
