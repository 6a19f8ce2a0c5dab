import { loadConfig, type ConfigInput, type EffectiveConfig } from '@reg/config';
import { compose } from '../main/compose.js';
import { version } from '../version.js';
import { workersFor } from '../workers/share-limits.js';
import { noticeOf } from '../workers/ready-notice.js';
import type { ReadyNotice } from '../workers/worker-message.js';
import type { CommandContext } from './command-context.js';
import { loadOptionsFrom, type ConfigOptions } from './config-options.js';
import { exitCodes } from './exit-codes.js';
import { onceItServes } from './once-it-serves.js';
import { whySandbox } from './sandbox-note.js';
import type { Terminal } from './terminal.js';

export interface ServeOptions extends ConfigOptions {
  readonly host?: string;
  readonly port?: number;
  readonly sandbox?: 'auto' | 'on' | 'off';
  readonly workers?: number;
  /** The number of this worker, when the primary started the process. */
  readonly worker?: number;
  readonly json?: boolean;
}

/** `reg serve`: runs until it is told to stop. */
export async function serveCommand(options: ServeOptions, context: CommandContext): Promise<number> {
  const { host, port, sandbox, workers } = options;
  const server: ConfigInput['server'] = {
    ...(host === undefined ? {} : { host }),
    ...(port === undefined ? {} : { port }),
    ...(sandbox === undefined ? {} : { sandbox }),
    ...(workers === undefined ? {} : { workers }),
  };
  const config = loadConfig(loadOptionsFrom(options, { server }));
  // Whoever read the log may go away: the daemon goes on.
  context.surviveBrokenPipe();
  const count = workersFor(config);
  if (options.worker !== undefined) {
    const { serveAsWorker } = await import('./serve-as-worker.js');
    return serveAsWorker(config, { worker: options.worker, count });
  }
  const { terminal } = context;
  const stop = context.stopRequested();
  const onReady = (notice: ReadyNotice): void => {
    terminal.err(options.json === true ? jsonBanner(notice) : banner(notice, { config, terminal }));
  };
  if (count < config.server.workers) terminal.err(fewerWorkers(count, terminal));
  if (count === 1) return serveAlone(config, { stop, onReady });
  const { serveWorkers } = await import('./serve-workers.js');
  return serveWorkers({ config, count, stop, onReady });
}

interface Serving {
  readonly stop: Promise<void>;
  onReady(notice: ReadyNotice): void;
}

async function serveAlone(config: EffectiveConfig, { stop, onReady }: Serving): Promise<number> {
  const daemon = await compose({ config });
  try {
    onReady(noticeOf(daemon, await daemon.listen()));
    onceItServes();
    await stop;
  } finally {
    await daemon.close();
  }
  return exitCodes.ok;
}

function fewerWorkers(count: number, terminal: Terminal): string {
  const why = `a limit of ${count} calls in flight (limits.maxConcurrent or maxConcurrentPerKey) is shared by all workers`;
  return terminal.styleErr('yellow', `${count} instead of more workers: ${why}\n`);
}

function banner(
  { url, sandbox, usableModels, providers }: ReadyNotice,
  { config, terminal }: { readonly config: EffectiveConfig; readonly terminal: Terminal },
): string {
  const lines = [
    `${terminal.styleErr('bold', 'reg')} ${version} listens on ${terminal.styleErr('cyan', url)}`,
    `  OpenAI base URL  ${url}/v1`,
    `  usable           ${usableModels} models of ${providers.join(', ') || 'no provider: run `reg doctor`'}`,
  ];
  if (sandbox) {
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

function jsonBanner({ url, sandbox }: ReadyNotice): string {
  return `${JSON.stringify({ url, baseUrl: `${url}/v1`, sandbox, version, pid: process.pid })}\n`;
}
