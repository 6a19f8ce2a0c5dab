import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createTurnBatch } from './turn-batch.js';

it('does what came up in a turn at its end, once and in its order', () => {
  const ends: (() => void)[] = [];
  const done: string[] = [];
  const add = createTurnBatch<string>(
    (item) => done.push(item),
    (callback) => ends.push(callback),
  );
  add('one');
  add('two');
  expect([done, ends.length]).toEqual([[], 1]);
  ends.shift()?.();
  expect(done).toEqual(['one', 'two']);
  add('three');
  expect(ends).toHaveLength(1);
  ends.shift()?.();
  expect(done).toEqual(['one', 'two', 'three']);
});

it('leaves what comes up meanwhile to the next turn, so that no turn lasts for ever', async () => {
  const done: number[] = [];
  const add = createTurnBatch<number>((item) => {
    done.push(item);
    if (item < 3) add(item + 1);
  });
  add(1);
  await setImmediate();
  expect(done).toEqual([1]);
  await setImmediate();
  await setImmediate();
  expect(done).toEqual([1, 2, 3]);
});
