import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { describeSettings, loadConfig } from '@reg/config';
import { renderConfigurationPage } from './configuration-page.js';

const page = renderConfigurationPage();
const examples = [...page.matchAll(/^```yaml\n([\s\S]*?)^```/gm)].map(([, text = '']) => text);

it.each(examples)('the example is a configuration that loads\n%s', (text) => {
  const folder = mkdtempSync(join(tmpdir(), 'reg-docs-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  const configFile = join(folder, 'reg.config.yaml');
  writeFileSync(configFile, text);
  const env = Object.fromEntries(
    [...text.matchAll(/\$\{(\w+)\}/g)].map(([, name = '']) => [name, 'sk-example']),
  );
  expect(() => loadConfig({ env, envFile: false, configFile })).not.toThrow();
});

it('has an example for each kind of endpoint', () => {
  expect(examples.length).toBeGreaterThanOrEqual(7);
});

it('shows every setting and every variable', () => {
  for (const row of describeSettings()) {
    expect(page).toContain(`| \`${row.path}\` |`);
    for (const name of [...row.env, ...Object.values(row.envOf).flat()])
      expect(page).toContain(`\`${name}\``);
  }
});

it('keeps each row of a table in one line with as many cells as the head', () => {
  const cells = (line: string) => line.replaceAll('\\|', '').split('|').length;
  for (const table of page
    .trimEnd()
    .split('\n\n')
    .filter((block) => block.startsWith('| ')))
    expect(new Set(table.split('\n').map(cells)).size, table.slice(0, 80)).toBe(1);
});
