#!/usr/bin/env node
import { terminalSettings } from '@reg/config';
import { exitCodes } from './cli/exit-codes.js';
import { run } from './cli/run.js';
import { createStopRequest } from './cli/signals.js';
import { unsupportedNode } from './cli/supported-node.js';
import { createTerminal } from './cli/terminal.js';

// `reg models | head` closes the pipe: that is the reader's right, not a failure.
let survivesBrokenPipe = false;
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (!survivesBrokenPipe) process.exit(error.code === 'EPIPE' ? exitCodes.ok : exitCodes.failed);
});
process.stderr.on('error', () => undefined);

const terminal = createTerminal({
  colorOut: terminalSettings(process.stdout).color,
  colorErr: terminalSettings(process.stderr).color,
  writeOut: (text) => process.stdout.write(text),
  writeErr: (text) => process.stderr.write(text),
});
const unsupported = unsupportedNode(process.versions.node);
if (unsupported !== undefined) {
  terminal.err(`${unsupported}\n`);
  process.exit(exitCodes.usage);
}
process.exitCode = await run(process.argv.slice(2), {
  terminal,
  stopRequested: createStopRequest(process),
  surviveBrokenPipe() {
    survivesBrokenPipe = true;
  },
});
