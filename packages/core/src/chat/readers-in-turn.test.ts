import fc from 'fast-check';
import { expect, it } from 'vitest';
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
            readers.ask().then(
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
  void readers.ask();
  expect(readers.serve()).toBe(true);
});
