import { expect, it } from 'vitest';
import { nodeFlags } from './node-flags.js';

it.each([
  [{}, []],
  [{ NODE_OPTIONS: '' }, []],
  [{ NODE_OPTIONS: ' --max-semi-space-size=8  --no-warnings' }, ['--max-semi-space-size=8', '--no-warnings']],
])('adds what %o says to the command line', (env, expected) => {
  expect(nodeFlags(env)).toEqual([...process.execArgv, ...expected]);
});
