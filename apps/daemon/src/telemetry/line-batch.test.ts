import { createManualClock } from '@reg/testkit';
import { expect, it } from 'vitest';
import { createLineBatch } from './line-batch.js';

function batchOf(maxWriteBytes?: number) {
  const clock = createManualClock();
  const writes: string[] = [];
  const options = maxWriteBytes === undefined ? { clock } : { clock, maxWriteBytes };
  return { clock, writes, batch: createLineBatch((lines) => writes.push(lines), options) };
}

it('writes the lines of some milliseconds at once, in their order, and later ones apart', async () => {
  const { clock, writes, batch } = batchOf();
  batch.add('one\n');
  await clock.advance(19);
  batch.add('two\n');
  expect(writes).toEqual([]);
  await clock.advance(1);
  batch.add('three\n');
  expect(writes).toEqual(['one\ntwo\n']);
  await clock.advance(20);
  expect(writes).toEqual(['one\ntwo\n', 'three\n']);
});

it('writes at once what is asked for or too much to wait, and never twice', async () => {
  const { clock, writes, batch } = batchOf();
  batch.add('last words\n');
  batch.flush();
  expect(writes).toEqual(['last words\n']);
  batch.add('x'.repeat(70_000));
  expect(writes).toHaveLength(2);
  await clock.advance(100);
  expect(writes).toHaveLength(2);
  batch.add('y\n');
  await clock.advance(19);
  expect(writes).toHaveLength(2);
});

it('writes no more at once than a pipe keeps together, where several processes write to it', async () => {
  const { clock, writes, batch } = batchOf(10);
  for (const line of ['1234\n', '5678\n', 'ä234\n', '1\n', 'longer than that\n']) batch.add(line);
  await clock.advance(20);
  expect(writes).toEqual(['1234\n5678\n', 'ä234\n1\n', 'longer than that\n']);
});
