import type { Secret } from '@reg/config';
import { pino, type Logger } from 'pino';
import { blankSecretFields } from './blank-secret-fields.js';
import { createSecretScrubber } from './scrub-secrets.js';

export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';

export interface LoggerOptions {
  readonly level: LogLevel;
  /** Values that must not appear in any line. */
  readonly secrets: readonly Secret[];
  /** Which of several processes it is, for every line. */
  readonly worker?: number;
  /** Takes each line, newline included. */
  write(line: string): void;
}

/** JSON lines, with fields that may hold keys blanked by name and known keys blanked by value. */
export function createLogger(options: LoggerOptions): Logger {
  const scrub = createSecretScrubber(options.secrets);
  return pino(
    {
      level: options.level,
      base: options.worker === undefined ? null : { worker: options.worker },
      timestamp: isoTime,
      // pino's own redaction copies every object that is logged, and nearly none has such a field.
      formatters: { level: (label) => ({ level: label }), log: blankSecretFields },
    },
    {
      write(line: string) {
        options.write(scrub(line));
      },
    },
  );
}

let saidAtMs: number | undefined;

/** Makes lines of what happened a moment ago: they bear the time at which it did, in milliseconds since the epoch. */
export function saidAt(atMs: number, log: () => void): void {
  saidAtMs = atMs;
  try {
    log();
  } finally {
    saidAtMs = undefined;
  }
}

let secondMs = 0;
let second = '';

/** ISO 8601 with milliseconds; what is the same for a whole second is written once. */
function isoTime(): string {
  const nowMs = saidAtMs ?? Date.now();
  let sinceMs = nowMs - secondMs;
  if (sinceMs < 0 || sinceMs >= 1000) {
    second = new Date(nowMs).toISOString().slice(0, 20);
    sinceMs = new Date(nowMs).getUTCMilliseconds();
    secondMs = nowMs - sinceMs;
  }
  const digits = sinceMs < 10 ? `00${sinceMs}` : sinceMs < 100 ? `0${sinceMs}` : `${sinceMs}`;
  return `,"time":"${second}${digits}Z"`;
}
