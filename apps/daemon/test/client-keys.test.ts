import Anthropic from '@anthropic-ai/sdk';
import { systemClock } from '@reg/core';
import OpenAI from 'openai';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { withRevoked, type NewKey } from '../src/keys/change-keys.js';
import type { KeyLimits } from '../src/keys/client-key.js';
import { editKeyFile } from '../src/keys/edit-key-file.js';
import { keyFilePath } from '../src/keys/key-file.js';
import { bootDaemon, type BootedDaemon } from './booted-daemon.js';
import { keyInFile } from './key-in-file.js';

const hourMs = 3_600_000;
const operatorsKey = 'the-key-of-the-operator-0123';
let booted: BootedDaemon;

beforeAll(async () => {
  booted = await bootDaemon({ overrides: { server: { apiKeys: [operatorsKey] } } });
});
afterAll(async () => {
  await booted[Symbol.asyncDispose]();
});
afterEach(async () => {
  await Promise.all([booted.kimi.reset(), booted.glm.reset()]);
});

const get = (path: string, key: string) =>
  fetch(`${booted.url}${path}`, { headers: { authorization: `Bearer ${key}` } });
let made = 0;

/** A new key that the running daemon has noticed. */
async function keyWith(limits: KeyLimits = {}, asked: Partial<NewKey> = {}): Promise<string> {
  made += 1;
  const key = await keyInFile(booted.stateDir, { name: `client-${made}`, limits, ...asked });
  await expect
    .poll(async () => (await (await get('/v1/models', key)).text()).includes('invalid_api_key'), {
      timeout: 10_000,
    })
    .toBe(false);
  return key;
}

const messages = [{ role: 'user' as const, content: 'hi' }];
const askOpenAi = (apiKey: string, model = 'kimi-k2.6', more: object = {}) =>
  booted.client({ apiKey }).chat.completions.create({ model, messages, max_tokens: 50, ...more });
const askAnthropic = (apiKey: string, model = 'kimi-k2.6') =>
  new Anthropic({ baseURL: booted.url, apiKey, maxRetries: 0 }).messages.create({
    model,
    messages,
    max_tokens: 50,
  });
/** The error that a call with either real client ends with. */
async function refusal<T extends Error>(
  call: Promise<unknown>,
  type: abstract new (...parameters: never[]) => T,
): Promise<T> {
  const error: unknown = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof type)) throw new Error(`not refused as it should be: ${String(error)}`);
  return error;
}
const asked = () => booted.kimi.requests.length + booted.glm.requests.length;

describe('a virtual key', () => {
  it('opens every dialect, whole and streamed, and has its name and never itself in the log', async () => {
    const key = await keyWith({}, { name: 'laptop' });
    expect((await askOpenAi(key)).choices[0]?.message.content).not.toBe('');
    const stream = await askOpenAi(key, 'auto', { stream: true });
    let text = '';
    for await (const chunk of stream as unknown as AsyncIterable<OpenAI.ChatCompletionChunk>)
      text += chunk.choices[0]?.delta.content ?? '';
    expect(text).not.toBe('');
    expect((await askAnthropic(key)).content).not.toEqual([]);
    await expect
      .poll(() => booted.logLines.filter((line) => line['key'] === 'laptop').length, { timeout: 10_000 })
      .toBeGreaterThanOrEqual(3);
    expect(JSON.stringify(booted.logLines)).not.toContain(key);
    const metrics = await (await get('/metrics', operatorsKey)).text();
    expect(metrics).toMatch(/reg_key_requests_total\{key="laptop",status="200"\} [3-9]/);
    expect(metrics).toMatch(/reg_key_cost_usd_total\{key="laptop"\} 0\.000\d+/);
    expect(metrics).not.toContain(key);
  });

  it('is refused with 401 when it is wrong, expired or revoked, in both dialects', async () => {
    const good = await keyWith();
    const expired = await keyWith(
      {},
      { createdAtMs: systemClock.nowMs() - 2 * hourMs, expiresAtMs: systemClock.nowMs() - hourMs },
    );
    for (const [key, code] of [
      [`${good.slice(0, -1)}${good.endsWith('A') ? 'B' : 'A'}`, 'invalid_api_key'],
      [good.replace(/^reg-.{12}/, 'reg-000000000000'), 'invalid_api_key'],
      [expired, 'expired_api_key'],
    ] as const) {
      const told = await refusal(askOpenAi(key), OpenAI.AuthenticationError);
      expect(told).toMatchObject({ code, type: 'authentication_error' });
      expect(told.message).not.toContain(key);
      const toldAnthropic = await refusal(askAnthropic(key), Anthropic.AuthenticationError);
      expect(toldAnthropic.error).toMatchObject({
        type: 'error',
        error: { type: 'authentication_error', code },
      });
    }
    expect(asked()).toBe(0);
  });

  it('ends at once when it is revoked while the daemon runs', async () => {
    const key = await keyWith({}, { name: 'leaver' });
    expect((await get('/v1/models', key)).status).toBe(200);
    await editKeyFile(
      keyFilePath(booted.stateDir),
      systemClock,
      (keys) => withRevoked(keys, 'leaver', systemClock.nowMs()).keys,
    );
    await expect.poll(async () => (await get('/v1/models', key)).status, { timeout: 5000 }).toBe(401);
    expect(await refusal(askOpenAi(key), OpenAI.AuthenticationError)).toMatchObject({
      code: 'revoked_api_key',
    });
  });

  it('does not open what is for the operator, however the path is written', async () => {
    const key = await keyWith();
    for (const path of [
      '/metrics',
      '/v1/registry/snapshot',
      '/v1/registry/diagnostics',
      '/v1/%72egistry/circuits',
    ]) {
      const answer = await get(path, key);
      expect([path, answer.status]).toEqual([path, 403]);
      expect(await answer.json()).toMatchObject({
        error: { type: 'permission_error', code: 'admin_key_required' },
      });
      expect((await get(path, operatorsKey)).status).toBe(200);
    }
    const admin = await keyWith({}, { admin: true });
    expect((await get('/v1/registry/snapshot', admin)).status).toBe(200);
  });
});

describe('a key for certain models', () => {
  it('is refused another with 403, which names those it may use', async () => {
    const key = await keyWith({ allowedModels: ['kimi-k2.6', 'glm/glm-4.7-flash'] });
    const told = await refusal(askOpenAi(key, 'glm-5.2'), OpenAI.PermissionDeniedError);
    expect(told).toMatchObject({ code: 'model_not_allowed', param: 'model' });
    expect(told.message).toContain('kimi/kimi-k2.6, glm/glm-4.7-flash');
    const toldAnthropic = await refusal(askAnthropic(key, 'glm-5.2'), Anthropic.PermissionDeniedError);
    expect(toldAnthropic.error).toMatchObject({
      error: { type: 'permission_error', code: 'model_not_allowed' },
    });
    expect(asked()).toBe(0);
  });

  it('narrows auto, failover, the list of models and the explanation', async () => {
    const key = await keyWith({ allowedModels: ['glm-4.7'] });
    expect((await askOpenAi(key, 'auto')).model).toBe('glm-4.7');
    booted.glm.script({ kind: 'status', status: 400, body: {}, times: 'always' });
    await refusal(askOpenAi(key, 'auto', { reg: { allowFallback: true } }), OpenAI.APIError);
    expect(booted.kimi.requests).toHaveLength(0);
    const list = (await (await get('/v1/models', key)).json()) as { data: { id: string }[] };
    expect(list.data.map(({ id }) => id).filter((id) => !id.startsWith('auto'))).toEqual(['glm-4.7']);
    expect((await get('/v1/models/kimi-k2.6', key)).status).toBe(404);
    const explained = await fetch(`${booted.url}/v1/route/explain`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'auto', messages }),
    });
    const { ranked } = (await explained.json()) as { ranked: { target: string }[] };
    expect(ranked.map(({ target }) => target)).toEqual(['glm/glm-4.7']);
  });

  it('gives a caller less when the caller wants less, never more', async () => {
    const key = await keyWith({ allowedModels: ['glm/*'] });
    const reg = { allowedModels: ['kimi-k2.6', 'glm-4.7'] };
    expect((await askOpenAi(key, 'auto', { reg })).model).toBe('glm-4.7');
    await refusal(askOpenAi(key, 'auto', { reg: { allowedModels: ['kimi/*'] } }), OpenAI.APIError);
    expect(booted.kimi.requests).toHaveLength(0);
  });

  it('calls nothing that costs money when it is for free models', async () => {
    const key = await keyWith({ freeOnly: true });
    const told = await refusal(askOpenAi(key), OpenAI.PermissionDeniedError);
    expect(told.code).toBe('model_not_allowed');
    expect(told.message).toContain('glm/glm-4.7-flash');
    expect((await askOpenAi(key, 'auto', { reg: { freeOnly: false } })).model).toMatch(/^glm-.*flash$/);
    expect(booted.kimi.requests).toHaveLength(0);
  });
});

describe('a key with limits', () => {
  it('gets 429 after its requests of the minute, with the time to wait, in both dialects', async () => {
    const key = await keyWith({ requestsPerMinute: 2 });
    const first = await askOpenAi(key).withResponse();
    expect(first.response.headers.get('x-ratelimit-limit-requests')).toBe('2');
    expect(first.response.headers.get('x-ratelimit-remaining-requests')).toBe('1');
    await askAnthropic(key);
    const told = await refusal(askOpenAi(key), OpenAI.RateLimitError);
    expect(told).toMatchObject({ code: 'key_rate_limit_exceeded', type: 'rate_limit_error' });
    const waitSeconds = Number(told.headers.get('retry-after'));
    expect(waitSeconds).toBeGreaterThan(30);
    expect(waitSeconds).toBeLessThanOrEqual(61);
    const toldAnthropic = await refusal(askAnthropic(key), Anthropic.RateLimitError);
    expect(toldAnthropic.error).toMatchObject({
      error: { type: 'rate_limit_error', code: 'key_rate_limit_exceeded' },
    });
    expect(toldAnthropic.headers.get('retry-after')).not.toBeNull();
    expect(asked()).toBe(2);
  });

  it('counts the tokens that its answers used', async () => {
    const key = await keyWith({ tokensPerMinute: 20 });
    const { response } = await askOpenAi(key).withResponse();
    expect(Number(response.headers.get('x-ratelimit-remaining-tokens'))).toBeLessThan(20);
    const told = await refusal(askOpenAi(key), OpenAI.RateLimitError);
    expect(told.message).toContain('20 tokens in a minute');
    const long = { messages: [{ role: 'user', content: 'many words '.repeat(100) }] };
    const tooLong = await refusal(askOpenAi(key, 'kimi-k2.6', long), OpenAI.APIError);
    expect(tooLong).toMatchObject({ status: 413, code: 'request_too_large' });
  });

  it('gets 429 when its budget is spent, and is told when the next day begins', async () => {
    const key = await keyWith({ budgetUsdPerDay: 0.0003 });
    const first = await askOpenAi(key).withResponse();
    expect(first.response.headers.get('x-reg-budget-reset')).toMatch(/T00:00:00.000Z$/);
    let told: InstanceType<typeof OpenAI.RateLimitError> | undefined;
    for (let call = 0; call < 20 && told === undefined; call += 1) {
      const error: unknown = await askOpenAi(key).catch((thrown: unknown) => thrown);
      if (error instanceof OpenAI.RateLimitError) told = error;
    }
    expect(told).toMatchObject({ code: 'key_budget_exceeded', type: 'insufficient_quota' });
    expect(told?.message).toMatch(/may spend \$0\.0003 a day.*next day begins at/);
    expect(Number(told?.headers.get('retry-after'))).toBeLessThanOrEqual(86_400);
    expect(told?.headers.get('x-should-retry')).toBe('false');
    const vendorCalls = asked();
    const toldAnthropic = await refusal(askAnthropic(key), Anthropic.RateLimitError);
    expect(toldAnthropic.error).toMatchObject({ error: { code: 'key_budget_exceeded' } });
    expect(asked()).toBe(vendorCalls);
  });

  it('cannot talk its way out of a budget or a token limit by its own estimate', async () => {
    const key = await keyWith({ tokensPerMinute: 100 });
    const body = {
      messages: [{ role: 'user', content: 'many words '.repeat(200) }],
      reg: { hints: { estimatedTokens: 1 } },
    };
    const told = await refusal(askOpenAi(key, 'kimi-k2.6', body), OpenAI.APIError);
    expect(told.status).toBe(413);
    expect(asked()).toBe(0);
  });
});
