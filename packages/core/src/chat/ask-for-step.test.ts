import { expect, it } from 'vitest';
import { askedDirectly, askForStep, type DirectIterator, type StepReader } from './ask-for-step.js';

function told(): { readonly reader: StepReader<string>; readonly all: unknown[] } {
  const all: unknown[] = [];
  const reader: StepReader<string> = {
    resolve: (step) => all.push(step),
    reject: (error) => all.push(error),
  };
  return { reader, all };
}

const later = () => new Promise((resolve) => setImmediate(resolve));

it('asks an iterator that can be asked directly without waiting', () => {
  const { reader, all } = told();
  const iterator: DirectIterator<string> = {
    next: () => Promise.reject(new Error('not asked this way')),
    [askedDirectly]: (asking) => {
      asking.resolve({ done: false, value: 'at once' });
    },
  };
  askForStep(iterator, reader);
  expect(all).toEqual([{ done: false, value: 'at once' }]);
});

it('asks any other by its promise, until its end', async () => {
  const { reader, all } = told();
  const iterator = (async function* () {
    yield await Promise.resolve('later');
    return 'what a reader never sees';
  })();
  for (let round = 0; round < 2; round += 1) {
    askForStep(iterator, reader);
    await later();
  }
  expect(all).toEqual([
    { done: false, value: 'later' },
    { done: true, value: undefined },
  ]);
});

it('tells why there is nothing, however that is said', async () => {
  const { reader, all } = told();
  const failure = new Error('broken');
  askForStep({ next: () => Promise.reject(failure) }, reader);
  await later();
  askForStep(
    {
      next: () => {
        throw failure;
      },
    },
    reader,
  );
  expect(all).toEqual([failure, failure]);
});
