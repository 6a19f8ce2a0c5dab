#!/usr/bin/env node
import { exitCodes } from './cli/exit-codes.js';
import { unsupportedNode } from './cli/supported-node.js';

const unsupported = unsupportedNode(process.versions.node);
if (unsupported === undefined) {
  // Before everything else, so that all of it is kept.
  const { useCompileCache } = await import('./cli/compile-cache.js');
  useCompileCache();
  const { main } = await import('./cli/main.js');
  await main(process);
} else {
  process.stderr.write(`${unsupported}\n`);
  process.exitCode = exitCodes.usage;
}
