import type { CaseResult } from '../run-case.js';

/** The columns of every report. */
export const columns = [
  'scenario',
  'vendor',
  'stream',
  'surface',
  'verdict',
  'expected',
  'seen',
  'attempts',
  'ms',
] as const;

export function resultRow(result: CaseResult): readonly string[] {
  const { group, name, vendor, stream, surface, status, expected, seen, differences, attempts, elapsedMs } =
    result;
  return [
    `${group}/${name}`,
    vendor,
    stream ? 'stream' : 'whole',
    surface,
    status,
    expected,
    differences.length === 0 ? seen : differences.join('; '),
    String(attempts),
    String(Math.round(elapsedMs)),
  ];
}
