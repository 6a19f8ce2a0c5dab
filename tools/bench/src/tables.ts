import type { Spread } from './figures.js';

export function spread({ median, min, max }: Spread): string {
  return `${median} (${min} to ${max})`;
}

export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
