import { randomUUID } from 'node:crypto';
import { loadConfig } from '@reg/config';
import { systemClock } from '@reg/core';
import type { RequestRecord } from '../http/request-record.js';
import { allSecrets } from '../main/all-secrets.js';
import { openRegistry } from '../main/open-registry.js';
import type { ChatRecord } from '../mcp/mcp-context.js';
import { serveOverStdio } from '../mcp/stdio/serve-over-stdio.js';
import { createLogger } from '../telemetry/logger.js';
import { logRequest } from '../telemetry/request-log.js';
import { version } from '../version.js';
import type { CommandContext } from './command-context.js';
import { loadOptionsFrom, type ConfigOptions } from './config-options.js';
import { exitCodes, type ExitCode } from './exit-codes.js';
import { sandboxNote } from './sandbox-note.js';

/** `reg mcp`: an MCP server for the host that started it. Standard output carries the protocol and nothing else. */
export async function mcpCommand(options: ConfigOptions, context: CommandContext): Promise<ExitCode> {
  const config = loadConfig(loadOptionsFrom(options));
  const { terminal } = context;
  const stopped = context.stopRequested().then(() => 'stopped' as const);
  const logger = createLogger({
    level: config.server.logLevel,
    secrets: allSecrets(config),
    write: terminal.err,
  });
  const opened = await openRegistry(config);
  if (opened.sandbox) terminal.err(sandboxNote(config, terminal));
  try {
    const conversation = await serveOverStdio(
      {
        registry: opened.registry,
        sandbox: opened.sandbox,
        logPrompts: config.server.logPrompts,
        version,
        startedAtMs: systemClock.nowMs(),
        clock: systemClock,
        openRecord: () => openRecord((record, outcome) => void logRequest(logger, record, outcome)),
      },
      {
        input: process.stdin,
        output: process.stdout,
        maxMessageBytes: config.server.bodyLimitBytes,
        onProblem: (kind) => {
          logger.warn({ kind }, 'message not understood');
        },
      },
    );
    logger.info({ sandbox: opened.sandbox, version }, 'mcp on standard input and output');
    const end = await Promise.race([stopped, conversation.ended]);
    await conversation.shutDown();
    return end === 'failed' ? exitCodes.failed : exitCodes.ok;
  } finally {
    await opened.close();
  }
}

/** Each chat is one line of the log on standard error, as a request is one of the daemon's. */
function openRecord(
  log: (record: RequestRecord, outcome: { readonly status: number; readonly durationMs: number }) => void,
): ChatRecord {
  const startedAtMs = systemClock.nowMs();
  const record: RequestRecord = {
    requestId: `req-${randomUUID()}`,
    method: 'MCP',
    path: 'tools/call chat',
    startedAtMs,
  };
  return {
    record,
    ended: (status) => {
      log(record, { status, durationMs: systemClock.nowMs() - startedAtMs });
    },
  };
}
