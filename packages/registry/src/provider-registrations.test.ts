import { loadConfig } from '@reg/config';
import { createManualClock } from '@reg/testkit';
import { expect, it } from 'vitest';
import { registrationsFrom } from './provider-registrations.js';

function registrationOf(id: string, env: Readonly<Record<string, string>>) {
  const config = loadConfig({ env, envFile: false, configFile: false });
  const found = registrationsFrom(config, createManualClock()).find((one) => one.id === id);
  if (found === undefined) throw new Error(`there is no ${id}`);
  return found;
}

it.each([
  ['kimi', {}, 'https://api.moonshot.ai/v1'],
  ['kimi', { KIMI_ENDPOINT: 'china' }, 'https://api.moonshot.cn/v1'],
  ['kimi', { KIMI_ENDPOINT: 'coding' }, 'https://api.kimi.com/coding/v1'],
  ['kimi', { KIMI_PROTOCOL: 'anthropic' }, 'https://api.moonshot.ai/anthropic'],
  [
    'kimi',
    { KIMI_PROTOCOL: 'anthropic', KIMI_ENDPOINT: 'international' },
    'https://api.moonshot.ai/anthropic',
  ],
  ['kimi', { KIMI_PROTOCOL: 'anthropic', KIMI_ENDPOINT: 'china' }, 'https://api.moonshot.cn/anthropic'],
  ['kimi', { KIMI_PROTOCOL: 'anthropic', KIMI_ENDPOINT: 'coding' }, 'https://api.kimi.com/coding'],
  ['glm', {}, 'https://api.z.ai/api/paas/v4'],
  ['glm', { GLM_ENDPOINT: 'coding-china' }, 'https://open.bigmodel.cn/api/coding/paas/v4'],
  ['glm', { GLM_PROTOCOL: 'anthropic' }, 'https://api.z.ai/api/anthropic'],
  ['glm', { GLM_PROTOCOL: 'anthropic', GLM_ENDPOINT: 'china' }, 'https://open.bigmodel.cn/api/anthropic'],
  ['glm', { GLM_PROTOCOL: 'anthropic', GLM_ENDPOINT: 'coding' }, 'https://api.z.ai/api/anthropic'],
  [
    'glm',
    { GLM_PROTOCOL: 'anthropic', GLM_ENDPOINT: 'coding-china' },
    'https://open.bigmodel.cn/api/anthropic',
  ],
])('%s with %j is asked at %s', (id, env, baseUrl) => {
  expect(registrationOf(id, env).baseUrl).toBe(baseUrl);
});

it('takes an address given by hand before all others', () => {
  const env = { KIMI_PROTOCOL: 'anthropic', KIMI_ENDPOINT: 'china', KIMI_API_URL: 'http://127.0.0.1:9/x' };
  expect(registrationOf('kimi', env).baseUrl).toBe('http://127.0.0.1:9/x');
});

it('offers the models of the endpoint, with what its protocol has a word for', () => {
  const plan = registrationOf('kimi', { KIMI_ENDPOINT: 'coding' }).models;
  expect(plan.map(({ id }) => id)).toContain('kimi-for-coding');
  const spoken = registrationOf('kimi', { KIMI_ENDPOINT: 'coding', KIMI_PROTOCOL: 'anthropic' }).models;
  expect(spoken.map(({ id }) => id)).toEqual(plan.map(({ id }) => id));
  for (const { capabilities } of spoken) {
    expect(capabilities).toMatchObject({ tools: true, video: false });
    expect(capabilities).toMatchObject({ jsonObject: false, jsonSchema: false, continuation: false });
  }
});

it('offers the plan’s models where its address is the same as the general one', () => {
  const env = { GLM_PROTOCOL: 'anthropic', GLM_ENDPOINT: 'coding' };
  const plan = registrationOf('glm', { GLM_ENDPOINT: 'coding' }).models;
  expect(registrationOf('glm', env).models.map(({ id }) => id)).toEqual(plan.map(({ id }) => id));
});

it('knows a platform by its address in either protocol', () => {
  const china = registrationOf('glm', { GLM_ENDPOINT: 'china' }).models.map(({ id }) => id);
  for (const env of [
    { GLM_API_URL: 'https://open.bigmodel.cn/api/paas/v4' },
    { GLM_API_URL: 'https://open.bigmodel.cn/api/anthropic', GLM_PROTOCOL: 'anthropic' },
  ])
    expect(registrationOf('glm', env).models.map(({ id }) => id)).toEqual(china);
});
