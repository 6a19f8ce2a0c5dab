/** Lines that are written together. */
export interface LineBatch {
  add(line: string): void;
  /** Writes what waits. */
  flush(): void;
}

/** What waits at most, in characters, before it is written in the middle of a turn. */
const maxWaiting = 65_536;

/** A pipe never mixes a write of so many bytes with those of other processes. */
export const pipeWriteBytes = 4096;

/** Gathers the lines of one turn of the event loop into one write, because each write is a call into the system. */
export function createLineBatch(
  write: (lines: string) => void,
  options: { readonly maxWriteBytes?: number } = {},
): LineBatch {
  const { maxWriteBytes } = options;
  let waiting = '';
  let waitingBytes = 0;
  const flush = (): void => {
    if (waiting === '') return;
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
      if (waiting === '') setImmediate(flush);
      waiting += line;
      if (waiting.length >= maxWaiting) flush();
    },
    flush,
  };
}
