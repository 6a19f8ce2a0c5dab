import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { StepReader } from './ask-for-step.js';
import { ReadersInTurn } from './readers-in-turn.js';

type Happening = 'ask' | 'value' | 'failure' | 'serve';

it('gives every value and failure to one reader, in the order of both', async () => {
  const happening = fc.constantFrom<Happening>('ask', 'value', 'failure', 'serve');
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { maxLength: 40 }), async (happenings) => {
      const there: (() => IteratorResult<number, undefined>)[] = [];
      const readers = new ReadersInTurn<number>(() => there.shift()?.());
      const answers: Promise<unknown>[] = [];
      let given = 0;
      const next = (): number => (given += 1);
      for (const what of happenings) {
        const number = what === 'value' || what === 'failure' ? next() : 0;
        if (what === 'value') there.push(() => ({ done: false, value: number }));
        else if (what === 'failure')
          there.push(() => {
            throw new Error(String(number));
          });
        else if (what === 'ask')
          answers.push(
            new Promise<IteratorResult<number, undefined>>((resolve, reject) => {
              readers.ask({ resolve, reject });
            }).then(
              ({ value }) => value,
              (error: Error) => Number(error.message),
            ),
          );
        else expect(readers.serve()).toBe(readers.serve());
      }
      const wanting = answers.length - given;
      for (let more = 0; more < wanting; more += 1) there.push(() => ({ done: false, value: next() }));
      expect(readers.serve()).toBe(false);
      expect(await Promise.all(answers)).toEqual(answers.map((_, index) => index + 1));
    }),
  );
});

it('waits while nothing is there', () => {
  const readers = new ReadersInTurn<number>(() => undefined);
  expect(readers.serve()).toBe(false);
  readers.ask({ resolve: () => undefined, reject: () => undefined });
  expect(readers.serve()).toBe(true);
});

it('serves who asks while being answered, without a deeper stack for each', () => {
  let given = 0;
  const depths: number[] = [];
  const readers = new ReadersInTurn<number>(() =>
    given === 1_000 ? undefined : { done: false, value: (given += 1) },
  );
  const reader: StepReader<number> = {
    resolve() {
      depths.push(new Error('here').stack?.split('\n').length ?? 0);
      readers.ask(reader);
      expect(readers.serve()).toBe(false);
    },
    reject: () => undefined,
  };
  readers.ask(reader);
  expect(readers.serve()).toBe(true);
  expect(depths).toHaveLength(1_000);
  expect(new Set(depths).size).toBe(1);
});
