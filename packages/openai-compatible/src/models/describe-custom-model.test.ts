import { expect, it } from 'vitest';
import { describeCustomModel } from './describe-custom-model.js';
import { readModelList } from './read-model-list.js';

it('takes a model of which only the name is known for what most can', () => {
  expect(describeCustomModel({ id: 'llama3.2' })).toEqual({
    id: 'llama3.2',
    aliases: [],
    capabilities: {
      vision: false,
      video: false,
      tools: true,
      forcedToolChoice: 'any',
      jsonObject: true,
      jsonSchema: true,
      reasoning: 'none',
      continuation: false,
    },
    free: false,
    billing: 'per-token',
    status: 'active',
    rating: { capability: 50, speed: 50 },
    fact: { source: 'configuration', date: 'as configured' },
  });
});

it('takes what is said, in part too', () => {
  const price = { inputUsdPerMTok: 1, outputUsdPerMTok: 2 };
  const model = describeCustomModel({ id: 'm', contextWindow: 8_192, capabilities: { vision: true }, price });
  expect(model).toMatchObject({ contextWindow: 8_192, price, free: false });
  expect(model.capabilities).toMatchObject({ vision: true, tools: true });
});

it('does not take an unknown price for none', () => {
  const nothing = { inputUsdPerMTok: 0, outputUsdPerMTok: 0 };
  expect(describeCustomModel({ id: 'm' })).toMatchObject({ free: false });
  expect(describeCustomModel({ id: 'm', price: nothing })).toMatchObject({ free: true, billing: 'free' });
  expect(describeCustomModel({ id: 'm', free: true })).toMatchObject({ free: true, billing: 'free' });
  expect(describeCustomModel({ id: 'm', price: nothing, free: false })).toMatchObject({ free: false });
});

it.each([
  ['OpenAI', { object: 'list', data: [{ id: 'a', object: 'model', created: 5 }] }, [{ id: 'a', created: 5 }]],
  [
    'Kimi',
    { data: [{ id: 'a', context_length: 9, supports_image_in: true, supports_reasoning: false }] },
    [{ id: 'a', contextWindow: 9, vision: true, reasoning: false }],
  ],
  ['vLLM', { data: [{ id: 'a', max_model_len: 9 }] }, [{ id: 'a', contextWindow: 9 }]],
  ['llama.cpp', { data: [{ id: 'a', meta: { n_ctx: 9 } }] }, [{ id: 'a', contextWindow: 9 }]],
  ['a bare list', [{ id: 'a' }, { name: 'b' }, {}, null, 'c'], [{ id: 'a' }, { id: 'b' }]],
  ['no list', { hello: 'world' }, undefined],
  ['nothing', null, undefined],
])('reads the model list of %s', (_, json, rows) => {
  expect(readModelList(json)).toEqual(rows);
});
