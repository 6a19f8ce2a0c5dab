import { readFileSync } from 'node:fs';
import { describeSettings, type SettingDescription } from '@reg/config';

/** docs/configuration.md: the introduction as it was written, then every setting from the schema. */
export function renderConfigurationPage(): string {
  const introduction = readFileSync(new URL('configuration-introduction.md', import.meta.url), 'utf8');
  const rows = describeSettings();
  const sections = Map.groupBy(rows, (row) => row.section);
  return [
    '<!-- Generated from packages/config and tools/docs. Do not edit: change those and run `npm run docs`. -->',
    introduction.trimEnd(),
    '## Every setting',
    'Settings are named by their path in the file. A variable in brackets is another name for the one before it; ' +
      '`…_API_KEYS` takes several keys, separated by commas, and adds to `…_API_KEY`.',
    ...[...sections].map(([section, members]) => renderSection(section, members)),
    '## Variables of the vendors',
    'Instead of the names made from `<ID>`, these providers have names of their own.',
    renderTable(['Setting', 'Variable', 'Other names for it'], vendorRows(rows)),
    '',
  ]
    .join('\n\n')
    .replace(/\n+$/, '\n');
}

function renderSection(section: string, rows: readonly SettingDescription[]): string {
  const about = rows[0]?.sectionDescription;
  const title = section === '' ? 'The top level' : code(section);
  const table = renderTable(['Setting', 'What it does', 'Value', 'Default', 'Variable'], rows.map(cellsOf));
  return [`### ${title}`, ...(about === undefined ? [] : [about]), table].join('\n\n');
}

function cellsOf(row: SettingDescription): readonly string[] {
  return [code(row.path), row.description, row.expected, defaultCell(row), variablesCell(row)];
}

function variablesCell(row: SettingDescription): string {
  const [documented, ...others] = row.env.map((name) =>
    row.envInSeconds.includes(name) ? `${code(name)} in seconds` : code(name),
  );
  if (documented === undefined) return '';
  return others.length === 0 ? documented : `${documented} (${others.join(', ')})`;
}

function defaultCell({ default: standard, unit, secret }: SettingDescription): string {
  if (secret || ['', '[]', '{}'].includes(standard)) return 'none';
  const value = plainValue(standard);
  if (value === undefined) return standard;
  return unit === undefined ? code(value) : `${code(value)} ${unit}`;
}

/** JSON without its punctuation; absent when the default is told in words. */
function plainValue(standard: string): string | undefined {
  if (!/^(true|false|-?[\d.]+|".*"|\[.*\])$/.test(standard)) return undefined;
  const value = JSON.parse(standard) as unknown;
  return Array.isArray(value) ? value.join(', ') : String(value);
}

function vendorRows(rows: readonly SettingDescription[]): readonly (readonly string[])[] {
  return rows.flatMap((row) =>
    Object.entries(row.envOf).flatMap(([id, names]) => {
      const [documented = '', ...others] = names;
      return [[code(row.path.replace('<id>', id)), code(documented), others.map(code).join(', ')]];
    }),
  );
}

function renderTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function code(text: string): string {
  return `\`${text}\``;
}
