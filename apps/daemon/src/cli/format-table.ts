import { stripVTControlCharacters } from 'node:util';

/** Rows under their headings, each column as wide as its widest cell; the last one runs on. */
export function formatTable(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [headings, ...rows];
  const widths = headings.map((_heading, column) =>
    Math.max(...all.map((row) => visibleLength(row[column] ?? ''))),
  );
  const lines = all.map((row) =>
    row
      .map((cell, column) => (column === row.length - 1 ? cell : padded(cell, widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
  return `${lines.join('\n')}\n`;
}

/** Colours take no room on the screen. */
function visibleLength(text: string): number {
  return stripVTControlCharacters(text).length;
}

function padded(text: string, width: number): string {
  return text + ' '.repeat(width - visibleLength(text));
}
