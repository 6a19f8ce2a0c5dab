import { afterAll, expect, it } from 'vitest';
import { microCases } from './micro-cases.js';
import { cockatielCall, lookupsMade, lookupsMaking, retryableCall } from './peer-cases.js';

const { cases, close } = microCases();
afterAll(close);

const found = { modelId: expect.any(String), provider: expect.any(String) };
const said = { choices: [{ message: { content: 'Hello.' } }] };

it.each([
  [lookupsMade, found],
  [lookupsMaking, { ...found, modelId: 'kimi-k2.6' }],
  ['model lookup: resolveModel()', { kind: 'found', targets: ['kimi/kimi-k2.6'] }],
  [cockatielCall, said],
  [retryableCall, { content: [{ type: 'text', text: 'Hello.' }], finishReason: { unified: 'stop' } }],
  ['chat(): decided, attempted, accounted, around an immediate provider', { completion: said }],
])('%s does what it says, time after time', async (name, result) => {
  const one = cases.find((each) => each.name === name);
  expect(await one?.run()).toMatchObject(result);
  expect(await one?.run()).toMatchObject(result);
});

it('compares with cases that were measured before', () => {
  for (const [index, { comparedWith = [] }] of cases.entries())
    expect(cases.slice(0, index).map(({ name }) => name)).toEqual(expect.arrayContaining([...comparedWith]));
});
