import { exitCodes } from './exit-codes.js';
import { run } from './run.js';
import { createStopRequest } from './signals.js';
import { createTerminal } from './terminal.js';

/** Runs the command line of a process and sets its exit code. */
export async function main(process: NodeJS.Process): Promise<void> {
  const { stdout, stderr } = process;
  // `reg models | head` closes the pipe: that is the reader's right, not a failure.
  let survivesBrokenPipe = false;
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (!survivesBrokenPipe) process.exit(error.code === 'EPIPE' ? exitCodes.ok : exitCodes.failed);
  });
  stderr.on('error', () => undefined);

  const colors = { colorOut: false, colorErr: false };
  process.exitCode = await run(process.argv.slice(2), {
    terminal: createTerminal(colors, {
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
    }),
    async prepare() {
      const { terminalSettings } = await import('@reg/config');
      colors.colorOut = terminalSettings(stdout).color;
      colors.colorErr = terminalSettings(stderr).color;
    },
    stopRequested: createStopRequest(process),
    surviveBrokenPipe() {
      survivesBrokenPipe = true;
    },
  });
}
