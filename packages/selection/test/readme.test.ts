import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import * as selection from '../src/index.js';

const AsyncFunction = (async () => undefined).constructor as new (
  ...parameters: string[]
) => (...inputs: unknown[]) => Promise<void>;

it('runs the example of the README, which prints what the README says', async () => {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  const [, example = ''] = /```js\n([^]*?)```/.exec(readme) ?? [];
  const [, expected = ''] = /```text\n([^]*?)```/.exec(readme) ?? [];
  const body = example.replace(/^import (\{.*\}) from '@reg\/selection';$/m, 'const $1 = selection;');
  expect(body).not.toContain('import ');
  const printed: string[] = [];
  const console = { log: (...words: unknown[]) => printed.push(words.join(' ')) };
  await new AsyncFunction('selection', 'console', body)(selection, console);
  expect(`${printed.join('\n')}\n`).toBe(expected);
});
