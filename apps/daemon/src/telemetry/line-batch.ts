import type { Clock } from '@reg/core';

/** Lines that are written together. */
export interface LineBatch {
  add(line: string): void;
  /** Writes what waits. */
  flush(): void;
}

export interface LineBatchOptions {
  readonly clock: Clock;
  /** @default no limit */
  readonly maxWriteBytes?: number;
}

/** What waits at most, in characters. */
const maxWaiting = 65_536;

/** The time between two writes. Nobody who reads a log sees the difference. */
const betweenWritesMs = 20;

/** A pipe never mixes a write of so many bytes with those of other processes. */
export const pipeWriteBytes = 4096;

/**
 * Gathers the lines of some milliseconds into one write, because each write is a call into the system that wakes the
 * log's reader: with one for each turn of the event loop, they are a tenth of what a request costs. A line after a
 * while without any is written at once, so what a quiet process said last is there even when it is killed.
 */
export function createLineBatch(write: (lines: string) => void, options: LineBatchOptions): LineBatch {
  const { clock, maxWriteBytes } = options;
  let waiting = '';
  let waitingBytes = 0;
  let writtenAtMs = -Infinity;
  let cancel = (): void => undefined;
  const flush = (): void => {
    if (waiting === '') return;
    cancel();
    const lines = waiting;
    waiting = '';
    waitingBytes = 0;
    writtenAtMs = clock.nowMs();
    write(lines);
  };
  return {
    add(line) {
      if (maxWriteBytes !== undefined) {
        const bytes = Buffer.byteLength(line);
        if (waitingBytes + bytes > maxWriteBytes) flush();
        waitingBytes += bytes;
      }
      const isFirst = waiting === '';
      waiting += line;
      if (waiting.length >= maxWaiting) flush();
      else if (isFirst) {
        const sinceMs = clock.nowMs() - writtenAtMs;
        // A clock that was set back says less than nothing.
        const waitMs = betweenWritesMs - Math.max(0, sinceMs);
        if (waitMs <= 0) flush();
        else cancel = clock.schedule(waitMs, flush);
      }
    },
    flush,
  };
}
