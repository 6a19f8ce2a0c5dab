import type { Spread } from '../figures.js';
import { spread, table } from '../tables.js';

/** What one target holds. */
export interface MemoryRow {
  readonly target: string;
  /** Resident after start, before any request; and after the first answer. */
  readonly idleMb: Spread;
  readonly answeredMb: Spread;
  /** Resident for each of many streams at once, above that. */
  readonly residentKbPerStream: Spread;
  /** The same by the process's own account, after a collection. */
  readonly heapKbPerStream: Spread;
  readonly externalKbPerStream: Spread;
  /** How often a large body is held while its answer is awaited; and resident at the peak, above idle. */
  readonly bodiesHeld: Spread;
  readonly bodiesAtPeak: Spread;
  readonly failed: number;
}

/** What `npm run bench -- --memory` measured. */
export interface MemoryFigures {
  readonly date: string;
  readonly node: string;
  readonly rounds: number;
  readonly streams: number;
  readonly bodies: number;
  readonly bodyMb: number;
  readonly rows: readonly MemoryRow[];
}

/** What reg has set itself: idle to Portkey, and KB for each stream. */
const idleGoal = 0.9;
const streamGoalKb = 80;

export function describeMemory({ date, node, rounds, streams, bodies, bodyMb, rows }: MemoryFigures): string {
  const of = (name: string): MemoryRow | undefined => rows.find(({ target }) => target === name);
  const failed = rows.filter((row) => row.failed > 0);
  return [
    `${date.slice(0, 10)}, Node ${node.slice(1)}; ${rounds} interleaved ${rounds === 1 ? 'round' : 'rounds'}, each target started anew for each figure; ${streams} streams at once with a chunk each tenth of a second, ${bodies} bodies of ${bodyMb} MB at once.`,
    table(
      ['target', 'idle MB', 'after an answer MB', 'KB a stream', 'of it live: heap', 'external'],
      rows.map((row) => [
        row.target,
        spread(row.idleMb),
        spread(row.answeredMb),
        spread(row.residentKbPerStream),
        spread(row.heapKbPerStream),
        spread(row.externalKbPerStream),
      ]),
    ),
    table(
      ['target', `times that a body of ${bodyMb} MB is held`, 'at the peak, as RSS'],
      rows.map((row) => [row.target, spread(row.bodiesHeld), spread(row.bodiesAtPeak)]),
    ),
    [...comparedWithPortkey(of('reg'), of('portkey')), ...comparedWithBare(of('reg'), of('bare'))].join(' '),
    failed.map((row) => `${row.failed} answers of ${row.target} failed.`).join(' '),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function comparedWithPortkey(reg: MemoryRow | undefined, portkey: MemoryRow | undefined): readonly string[] {
  if (reg === undefined || portkey === undefined) return [];
  const ratio = (reg.idleMb.median / portkey.idleMb.median).toFixed(2);
  return [`Idle, reg takes ${ratio} x the memory of Portkey (the goal is ${idleGoal}).`];
}

function comparedWithBare(reg: MemoryRow | undefined, bare: MemoryRow | undefined): readonly string[] {
  if (reg === undefined) return [];
  const beside = bare === undefined ? '' : `, the bare relay ${bare.residentKbPerStream.median}`;
  return [
    `A stream takes ${reg.residentKbPerStream.median} KB in reg${beside} (the goal is ${streamGoalKb}).`,
  ];
}
