import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createLineBatch } from './line-batch.js';

it('writes the lines of one turn at once, in their order, and those of the next apart', async () => {
  const writes: string[] = [];
  const batch = createLineBatch((lines) => writes.push(lines));
  batch.add('one\n');
  batch.add('two\n');
  expect(writes).toEqual([]);
  await nextTurn();
  batch.add('three\n');
  await nextTurn();
  expect(writes).toEqual(['one\ntwo\n', 'three\n']);
});

it('writes at once what is asked for or too much to wait, and never twice', async () => {
  const writes: string[] = [];
  const batch = createLineBatch((lines) => writes.push(lines));
  batch.add('last words\n');
  batch.flush();
  expect(writes).toEqual(['last words\n']);
  batch.add('x'.repeat(70_000));
  expect(writes).toHaveLength(2);
  await nextTurn();
  expect(writes).toHaveLength(2);
});

it('writes no more at once than a pipe keeps together, where several processes write to it', async () => {
  const writes: string[] = [];
  const batch = createLineBatch((lines) => writes.push(lines), { maxWriteBytes: 10 });
  for (const line of ['1234\n', '5678\n', 'ä234\n', '1\n', 'longer than that\n']) batch.add(line);
  await nextTurn();
  expect(writes).toEqual(['1234\n5678\n', 'ä234\n1\n', 'longer than that\n']);
});
