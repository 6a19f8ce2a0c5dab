import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { kimiErrorTable } from './kimi-error-table.js';

it('docs/providers/kimi.md has the error table as it is', () => {
  const page = readFileSync(new URL('../../../docs/providers/kimi.md', import.meta.url), 'utf8');
  const documented = page
    .slice(page.indexOf('\n## Errors'))
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .slice(2)
    .map((line) =>
      line
        .split(/(?<!\\)\|/)
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  const code = (text: string) => `\`${text.replaceAll('|', '\\|')}\``;
  const expected = kimiErrorTable.map((row) => [
    String(row.status ?? 'any'),
    row.type === undefined ? 'any' : code(row.type),
    row.message === undefined ? 'any' : code(row.message.source),
    `${code(row.kind)}${row.until === undefined ? '' : `, until ${row.until}`}`,
    row.source,
  ]);
  expect(documented).toEqual(expected);
});
