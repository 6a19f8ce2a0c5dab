import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import * as testkit from '../src/index.js';

it('prints what the README says that its example prints', async () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const example = /```js\n(.*?)```/s.exec(readme)?.[1] ?? '';
  const output = /prints\n\n```\n(.*?)\n```/s.exec(readme)?.[1];
  const imported = /^import (\{.*?\}) from '@reg\/testkit';\n/.exec(example);
  const lines: string[] = [];
  const print = { log: (...words: unknown[]) => lines.push(words.join(' ')) };
  const body = `return (async () => { const ${imported?.[1]} = testkit; ${example.slice(imported?.[0].length)} })()`;
  await (new Function('testkit', 'console', body) as (kit: unknown, console: unknown) => Promise<void>)(
    testkit,
    print,
  );
  expect(lines.join('\n')).toBe(output);
});
