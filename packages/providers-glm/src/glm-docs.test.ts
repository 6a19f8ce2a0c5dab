import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { glmErrorTable } from './glm-error-table.js';

/** Without the padding of the page's table. */
const squeezed = (text: string) => text.replaceAll(/ +/g, ' ');

it('docs/providers/glm.md has every code with its meaning', () => {
  const page = squeezed(readFileSync(new URL('../../../docs/providers/glm.md', import.meta.url), 'utf8'));
  const missing = [...glmErrorTable]
    .map(([code, { status, meaning, kind, minWaitMs, source }]) => {
      const wait = minWaitMs === undefined ? '' : `, at least ${minWaitMs / 1000} s`;
      return `| ${code} | ${status} | ${meaning} | \`${kind}\`${wait} | ${source} |`;
    })
    .filter((line) => !page.includes(line));
  expect(missing).toEqual([]);
});
