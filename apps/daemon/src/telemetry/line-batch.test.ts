import { createManualClock } from '@reg/testkit';
import { expect, it } from 'vitest';
import { createLineBatch } from './line-batch.js';

function batchOf(maxWriteBytes?: number) {
  const clock = createManualClock();
  const writes: string[] = [];
  const options = maxWriteBytes === undefined ? { clock } : { clock, maxWriteBytes };
  return { clock, writes, batch: createLineBatch((lines) => writes.push(lines), options) };
}

it('writes a line after a while without any at once, and gathers those that follow it, in their order', async () => {
  const { clock, writes, batch } = batchOf();
  batch.add('one\n');
  expect(writes).toEqual(['one\n']);
  batch.add('two\n');
  await clock.advance(19);
  batch.add('three\n');
  expect(writes).toHaveLength(1);
  await clock.advance(1);
  expect(writes).toEqual(['one\n', 'two\nthree\n']);
  await clock.advance(5);
  batch.add('four\n');
  await clock.advance(14);
  expect(writes).toHaveLength(2);
  await clock.advance(1);
  expect(writes.slice(2)).toEqual(['four\n']);
  await clock.advance(20);
  batch.add('five\n');
  expect(writes.slice(3)).toEqual(['five\n']);
});

it('waits no longer when the clock is set back', async () => {
  const { clock, writes } = batchOf();
  let backMs = 0;
  const reset = { ...clock, nowMs: () => clock.nowMs() - backMs };
  const batch = createLineBatch((lines) => writes.push(lines), { clock: reset });
  batch.add('one\n');
  backMs = 3_600_000;
  batch.add('two\n');
  await clock.advance(20);
  expect(writes).toEqual(['one\n', 'two\n']);
});

it('writes at once what is asked for or too much to wait, and never twice', async () => {
  const { clock, writes, batch } = batchOf();
  batch.add('one\n');
  batch.add('last words\n');
  batch.flush();
  expect(writes).toEqual(['one\n', 'last words\n']);
  batch.add('x'.repeat(70_000));
  expect(writes).toHaveLength(3);
  batch.add('y\n');
  await clock.advance(19);
  expect(writes).toHaveLength(3);
  await clock.advance(100);
  expect(writes).toHaveLength(4);
});

it('writes no more at once than a pipe keeps together, where several processes write to it', async () => {
  const { clock, writes, batch } = batchOf(10);
  for (const line of ['first\n', '1234\n', '5678\n', 'ä234\n', '1\n', 'longer than that\n']) batch.add(line);
  await clock.advance(20);
  expect(writes).toEqual(['first\n', '1234\n5678\n', 'ä234\n1\n', 'longer than that\n']);
});

it('makes lines when their batch is written, in their order among all others', async () => {
  const { clock, writes, batch } = batchOf();
  const startedAtMs = clock.nowMs();
  const made: number[] = [];
  const later = (line: string): void => {
    batch.later((askedAtMs) => {
      made.push(askedAtMs - startedAtMs);
      batch.add(line);
    });
  };
  later('one\n');
  expect(writes).toEqual(['one\n']);
  await clock.advance(2);
  later('two\n');
  await clock.advance(3);
  later('three\n');
  expect(made).toEqual([0]);
  batch.add('four\n');
  expect(made).toEqual([0, 2, 5]);
  later('five\n');
  await clock.advance(15);
  expect(writes).toEqual(['one\n', 'two\nthree\nfour\nfive\n']);
  later('last words\n');
  batch.flush();
  expect(writes.slice(2)).toEqual(['last words\n']);
});

it('lets no more than some hundred lines wait to be made', () => {
  const { writes, batch } = batchOf();
  for (let at = 0; at < 1000; at += 1)
    batch.later(() => {
      batch.add(`${at}\n`);
    });
  expect(writes.join('').split('\n').length).toBeGreaterThan(700);
});
