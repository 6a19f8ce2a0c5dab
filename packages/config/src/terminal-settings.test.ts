import { expect, it } from 'vitest';
import { terminalSettings } from './terminal-settings.js';

const terminal = { isTTY: true };

it.each([
  ['a terminal', terminal, {}, true],
  ['a pipe', {}, {}, false],
  ['a terminal with NO_COLOR', terminal, { NO_COLOR: '1', FORCE_COLOR: '1' }, false],
  ['a terminal with an empty NO_COLOR', terminal, { NO_COLOR: '' }, true],
  ['a pipe with FORCE_COLOR', {}, { FORCE_COLOR: '1' }, true],
  ['a terminal with FORCE_COLOR=0', terminal, { FORCE_COLOR: '0' }, false],
  ['a dumb terminal', terminal, { TERM: 'dumb' }, false],
  ['a CI', terminal, { CI: 'true' }, false],
] as const)('decides about colour for %s', (_, stream, env, color) => {
  expect(terminalSettings(stream, env)).toEqual({ color });
});
