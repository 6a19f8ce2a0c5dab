import type { Clock } from '@reg/core';

/** Lines that are written together. */
export interface LineBatch {
  add(line: string): void;
  /**
   * Has lines made that nobody waits for: when their batch is written, in their order among all others.
   *
   * @param make - adds them; told when it was asked for, in milliseconds since the epoch.
   */
  later(make: MakeLines): void;
  /** Writes what waits. */
  flush(): void;
}

export type MakeLines = (askedAtMs: number) => void;

export interface LineBatchOptions {
  readonly clock: Clock;
  /** @default no limit */
  readonly maxWriteBytes?: number;
}

/** What waits at most, in characters. */
const maxWaiting = 65_536;

/** Lines that are still to be made, at most. */
const maxToMake = 256;

/** The time between two writes. Nobody who reads a log sees the difference. */
const betweenWritesMs = 20;

/** A pipe never mixes a write of so many bytes with those of other processes. */
export const pipeWriteBytes = 4096;

/**
 * Gathers the lines of some milliseconds into one write, because each write is a call into the system that wakes the
 * log's reader: with one for each turn of the event loop, they are a tenth of what a request costs. Lines can be made
 * together too, which takes half the time of making each between the requests that it tells of. A line after a while
 * without any is written at once, so what a quiet process said last is there even when it is killed.
 */
export function createLineBatch(write: (lines: string) => void, options: LineBatchOptions): LineBatch {
  return new Batch(write, options);
}

class Batch implements LineBatch {
  readonly #write: (lines: string) => void;
  readonly #clock: Clock;
  readonly #maxWriteBytes: number | undefined;
  #toMake: { readonly make: MakeLines; readonly askedAtMs: number }[] = [];
  #waiting = '';
  #waitingBytes = 0;
  #writtenAtMs = -Infinity;
  #cancel: (() => void) | undefined;

  constructor(write: (lines: string) => void, { clock, maxWriteBytes }: LineBatchOptions) {
    this.#write = write;
    this.#clock = clock;
    this.#maxWriteBytes = maxWriteBytes;
  }

  readonly add = (line: string): void => {
    this.#make();
    this.#append(line);
    if (this.#waiting.length >= maxWaiting) this.#writeOut();
    else this.#schedule();
  };

  readonly later = (make: MakeLines): void => {
    this.#toMake.push({ make, askedAtMs: this.#clock.nowMs() });
    if (this.#toMake.length >= maxToMake) this.flush();
    else this.#schedule();
  };

  readonly flush = (): void => {
    this.#make();
    this.#writeOut();
  };

  /** Whoever makes a line adds it, and comes back here with nothing left to make. */
  #make(): void {
    if (this.#toMake.length === 0) return;
    const toMake = this.#toMake;
    this.#toMake = [];
    for (const { make, askedAtMs } of toMake) make(askedAtMs);
  }

  #append(line: string): void {
    if (this.#maxWriteBytes !== undefined) {
      const bytes = Buffer.byteLength(line);
      if (this.#waitingBytes + bytes > this.#maxWriteBytes) this.#writeOut();
      this.#waitingBytes += bytes;
    }
    this.#waiting += line;
  }

  #schedule(): void {
    if (this.#cancel !== undefined) return;
    const sinceMs = this.#clock.nowMs() - this.#writtenAtMs;
    // A clock that was set back says less than nothing.
    const waitMs = betweenWritesMs - Math.max(0, sinceMs);
    if (waitMs <= 0) this.flush();
    else this.#cancel = this.#clock.schedule(waitMs, this.flush);
  }

  #writeOut(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    if (this.#waiting === '') return;
    const lines = this.#waiting;
    this.#waiting = '';
    this.#waitingBytes = 0;
    this.#writtenAtMs = this.#clock.nowMs();
    this.#write(lines);
  }
}
