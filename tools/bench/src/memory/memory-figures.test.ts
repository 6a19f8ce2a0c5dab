import { describe, expect, it } from 'vitest';
import { spreadOf } from '../figures.js';
import { describeMemory, type MemoryFigures, type MemoryRow } from './memory-figures.js';

const row = (target: string, idleMb: number, residentKbPerStream: number, failed = 0): MemoryRow => ({
  target,
  idleMb: spreadOf([idleMb]),
  answeredMb: spreadOf([idleMb + 4]),
  residentKbPerStream: spreadOf([residentKbPerStream]),
  heapKbPerStream: spreadOf([14]),
  externalKbPerStream: spreadOf([2]),
  bodiesHeld: spreadOf([2]),
  bodiesAtPeak: spreadOf([3]),
  failed,
});

const figuresOf = (...rows: readonly MemoryRow[]): MemoryFigures => ({
  date: '2026-01-02T03:04:05.000Z',
  node: 'v24.0.0',
  rounds: 3,
  streams: 1000,
  bodies: 16,
  bodyMb: 2,
  rows,
});

describe('the page of what is held', () => {
  it('compares reg with Portkey and the bare relay', () => {
    const page = describeMemory(figuresOf(row('bare', 70, 60), row('portkey', 100, 228), row('reg', 75, 90)));
    expect(page).toContain('0.75 x the memory of Portkey (the goal is 0.9)');
    expect(page).toContain('A stream takes 90 KB in reg, the bare relay 60 (the goal is 80).');
    expect(page).not.toContain('failed');
  });

  it('leaves out what was not measured', () => {
    const page = describeMemory(figuresOf(row('bare', 70, 60)));
    expect(page).toContain('| bare | 70 (70 to 70) |');
    expect(page).not.toContain('the goal');
    expect(describeMemory(figuresOf(row('reg', 75, 90)))).not.toContain('bare');
  });

  it('says which answers failed', () => {
    expect(describeMemory(figuresOf(row('reg', 75, 90, 3)))).toContain('3 answers of reg failed.');
  });
});
