import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import * as core from '../src/index.js';

const AsyncFunction = (async () => undefined).constructor as new (
  ...parameters: string[]
) => (...inputs: unknown[]) => Promise<void>;

const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');

it('prints what the README says that its example prints', async () => {
  const [, example = ''] = /```js\n([^]*?)```/.exec(readme) ?? [];
  const [, expected = ''] = /```text\n([^]*?)```/.exec(readme) ?? [];
  const body = example.replace(/^import (\{[^}]*\}) from '@reg\/core';$/m, 'const $1 = core;');
  expect(body).not.toContain('import ');
  const printed: string[] = [];
  const console = { log: (...words: unknown[]) => printed.push(words.join(' ')) };
  await new AsyncFunction('core', 'console', body)(core, console);
  expect(`${printed.join('\n')}\n`).toBe(expected);
});

it('names only values that the package exports', () => {
  const called = [...readme.matchAll(/`(\w+)\(\)`/g)].map(([, name]) => name ?? '');
  const elsewhere = ['getTelemetry', 'recordTelemetry'];
  for (const name of called) expect([...Object.keys(core), ...elsewhere]).toContain(name);
});
