import { join } from 'node:path';
import { expect, it } from 'vitest';
import { describeFigures, failuresOf } from './figures.js';
import { runSoak } from './run-soak.js';

const inSources = (name: string): string => join(import.meta.dirname, name);

it('a daemon in all weathers for some seconds loses nothing and ends nothing dishonestly', async () => {
  const figures = await runSoak({
    seconds: 8,
    requestsPerSecond: 40,
    seed: 'smoke',
    nodeArguments: [
      '--conditions=@reg/source',
      '--experimental-transform-types',
      '--disable-warning=ExperimentalWarning',
      '--import',
      inSources('run-from-sources.mjs'),
      inSources('../../../apps/daemon/src/cli.ts'),
    ],
  });
  expect(failuresOf(figures), describeFigures(figures)).toEqual([]);
  expect(figures.requests).toBe(320);
});
