import type { CaseResult } from '../run-case.js';
import { columns, resultRow } from './result-rows.js';
import { summarise, summaryLine } from './summary.js';

/** A page with the counts and every case. */
export function markdownReport(results: readonly CaseResult[]): string {
  const groups = summarise(results).map((group) => [
    group.group,
    String(group.cases),
    String(group.runs),
    String(group.kept),
    String(group.broken),
    String(group.skipped),
  ]);
  return [
    '# Conformance',
    '',
    summaryLine(results),
    '',
    markdownTable(['group', 'cases', 'runs', 'kept', 'broken', 'skipped'], groups),
    '',
    '## Every case',
    '',
    markdownTable(
      columns,
      results.map((result) => resultRow(result).map(plainCell)),
    ),
    '',
  ].join('\n');
}

/** Cells are Markdown already. */
export function markdownTable(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(headings), line(headings.map(() => '---')), ...rows.map(line)].join('\n');
}

/** A cell is one line, and nothing in it is markup. */
export function plainCell(cell: string): string {
  return cell.replaceAll(/\s+/g, ' ').replaceAll(/[\\|`*_<[\]]/g, (mark) => `\\${mark}`);
}
