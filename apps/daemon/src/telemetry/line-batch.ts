/** Lines that are written together. */
export interface LineBatch {
  add(line: string): void;
  /** Writes what waits. */
  flush(): void;
}

/** What waits at most, in characters, before it is written in the middle of a turn. */
const maxWaiting = 65_536;

/** Gathers the lines of one turn of the event loop into one write, because each write is a call into the system. */
export function createLineBatch(write: (lines: string) => void): LineBatch {
  let waiting = '';
  const flush = (): void => {
    if (waiting === '') return;
    const lines = waiting;
    waiting = '';
    write(lines);
  };
  return {
    add(line) {
      if (waiting === '') setImmediate(flush);
      waiting += line;
      if (waiting.length >= maxWaiting) flush();
    },
    flush,
  };
}
