import type { Clock } from '@reg/core';

/** Lines that are written together. */
export interface LineBatch {
  add(line: string): void;
  /** Writes what waits. */
  flush(): void;
}

export interface LineBatchOptions {
  readonly clock: Pick<Clock, 'schedule'>;
  /** @default no limit */
  readonly maxWriteBytes?: number;
}

/** What waits at most, in characters, and for how long. Nobody who reads a log sees the difference. */
const maxWaiting = 65_536;
const maxWaitMs = 20;

/** A pipe never mixes a write of so many bytes with those of other processes. */
export const pipeWriteBytes = 4096;

/**
 * Gathers the lines of some milliseconds into one write, because each write is a call into the system that wakes the
 * log's reader: with one for each turn of the event loop, they are a tenth of what a request costs.
 */
export function createLineBatch(write: (lines: string) => void, options: LineBatchOptions): LineBatch {
  const { clock, maxWriteBytes } = options;
  let waiting = '';
  let waitingBytes = 0;
  let cancel = (): void => undefined;
  const flush = (): void => {
    if (waiting === '') return;
    cancel();
    const lines = waiting;
    waiting = '';
    waitingBytes = 0;
    write(lines);
  };
  return {
    add(line) {
      if (maxWriteBytes !== undefined) {
        const bytes = Buffer.byteLength(line);
        if (waitingBytes + bytes > maxWriteBytes) flush();
        waitingBytes += bytes;
      }
      if (waiting === '') cancel = clock.schedule(maxWaitMs, flush);
      waiting += line;
      if (waiting.length >= maxWaiting) flush();
    },
    flush,
  };
}
