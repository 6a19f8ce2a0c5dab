import type { Secret } from '@reg/config';
import { pino, type Logger } from 'pino';
import { createSecretScrubber } from './scrub-secrets.js';

export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';

export interface LoggerOptions {
  readonly level: LogLevel;
  /** Values that must not appear in any line. */
  readonly secrets: readonly Secret[];
  /** Takes each line, newline included. */
  write(line: string): void;
}

/** JSON lines, with fields that may hold keys blanked by name and known keys blanked by value. */
export function createLogger(options: LoggerOptions): Logger {
  const scrub = createSecretScrubber(options.secrets);
  return pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: {
        paths: [
          'authorization',
          'apiKey',
          'headers.authorization',
          'headers["x-api-key"]',
          'headers.cookie',
          '*.apiKey',
        ],
        censor: '[redacted]',
      },
    },
    {
      write(line: string) {
        options.write(scrub(line));
      },
    },
  );
}
