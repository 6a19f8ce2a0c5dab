import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export const cliPath = fileURLToPath(new URL('../dist/cli.js', import.meta.url));

/** The built command line in a process of its own. */
export interface ChildCli {
  readonly child: ChildProcess;
  out(): string;
  err(): string;
  /** Settles when standard error matches, with the match. */
  errMatches(pattern: RegExp): Promise<RegExpExecArray>;
  /** The exit code, once it ended and its pipes are read. */
  ended(): Promise<number | null>;
}

export function startCli(
  words: readonly string[],
  options: { readonly cwd: string; readonly env?: Readonly<Record<string, string>> },
): ChildCli {
  const child = spawn(process.execPath, [cliPath, ...words], {
    cwd: options.cwd,
    env: { HOME: options.cwd, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const text = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    text.out += part;
  });
  child.stderr.setEncoding('utf8').on('data', (part: string) => {
    text.err += part;
  });
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return {
    child,
    out: () => text.out,
    err: () => text.err,
    async errMatches(pattern) {
      for (;;) {
        const match = pattern.exec(text.err);
        if (match !== null) return match;
        const isOver = await Promise.race([
          once(child.stderr, 'data').then(() => false),
          ended.then(() => true),
        ]);
        if (isOver) throw new Error(`ended without ${pattern.source}:\n${text.err}\n${text.out}`);
      }
    },
    ended: () => ended,
  };
}
