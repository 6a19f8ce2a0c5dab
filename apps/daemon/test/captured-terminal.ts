import type { CommandContext } from '../src/cli/command-context.js';
import { createTerminal } from '../src/cli/terminal.js';

export interface CapturedRun extends CommandContext {
  readonly out: () => string;
  readonly err: () => string;
  /** Does what Ctrl-C does. */
  stop(): void;
}

/** A terminal without colours that keeps what is written to it. */
export function capturedTerminal(): CapturedRun {
  const written = { out: '', err: '' };
  const stopping = Promise.withResolvers<undefined>();
  return {
    terminal: createTerminal(
      { colorOut: false, colorErr: false },
      {
        writeOut: (text) => {
          written.out += text;
        },
        writeErr: (text) => {
          written.err += text;
        },
      },
    ),
    prepare: () => Promise.resolve(),
    stopRequested: () => stopping.promise,
    surviveBrokenPipe: () => undefined,
    stop: () => {
      stopping.resolve(undefined);
    },
    out: () => written.out,
    err: () => written.err,
  };
}
