import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { afterEach, describe, expect, it } from 'vitest';
import type { KeyLimits } from '../src/keys/client-key.js';
import { keyFilePath } from '../src/keys/key-file.js';
import type { SpentByKey } from '../src/keys/usage-file.js';
import { bootDaemon, type BootedDaemon, type BootOptions } from './booted-daemon.js';
import { keyInFile } from './key-in-file.js';
import { allText, connectClient, errorOf, httpTransport } from './mcp-client.js';

const operatorsKey = 'the-key-of-the-operator-0123';
let booted: BootedDaemon | undefined;
afterEach(async () => {
  await booted?.[Symbol.asyncDispose]();
  booted = undefined;
});

/** A daemon with one key, which is there when it starts. */
async function bootWith(limits: KeyLimits, options: BootOptions = {}) {
  let apiKey = '';
  const daemon = await bootDaemon({
    ...options,
    async prepare(stateDir) {
      apiKey = await keyInFile(stateDir, { name: 'app', limits });
    },
  });
  booted = daemon;
  return { daemon, apiKey };
}

const messages = [{ role: 'user' as const, content: 'hi' }];
const asking = { model: 'kimi-k2.6', messages, max_tokens: 50 };

/** What the key spent, as the daemon writes it down for its next start. */
async function spentOf({ daemon, stateDir }: BootedDaemon) {
  await daemon.close();
  const text = await readFile(join(stateDir, 'key-usage-0.json'), 'utf8');
  const { keys } = JSON.parse(text) as { readonly keys: SpentByKey };
  return Object.values(keys)[0];
}

async function costCounted({ url }: BootedDaemon): Promise<number> {
  const headers = { authorization: `Bearer ${operatorsKey}` };
  const text = await (await fetch(`${url}/metrics`, { headers })).text();
  return Number(/reg_key_cost_usd_total\{key="app"\} (\S+)/.exec(text)?.[1] ?? 0);
}

describe('a budget', () => {
  it('is not overspent by calls that run side by side', async () => {
    const budgetUsdPerDay = 0.002;
    const { daemon, apiKey } = await bootWith({ budgetUsdPerDay });
    daemon.kimi.script({ kind: 'latency', ms: 30, times: 'always' });
    daemon.glm.script({ kind: 'latency', ms: 30, times: 'always' });
    const client = daemon.client({ apiKey });
    let answered = 0;
    let refused = 0;
    for (let wave = 0; wave < 6; wave += 1) {
      const calls = Array.from({ length: 10 }, () => client.chat.completions.create(asking));
      for (const result of await Promise.allSettled(calls)) {
        if (result.status === 'fulfilled') answered += 1;
        else {
          expect(result.reason).toMatchObject({ status: 429, code: 'key_budget_exceeded' });
          refused += 1;
        }
      }
    }
    expect(answered).toBeGreaterThan(4);
    expect(refused).toBeGreaterThan(4);
    const spent = await spentOf(daemon);
    expect(spent?.dayUsd).toBeGreaterThan(0);
    expect(spent?.dayUsd).toBeLessThanOrEqual(budgetUsdPerDay);
    expect(spent?.monthUsd).toBeCloseTo(spent?.dayUsd ?? 0, 12);
  });

  it('gets back what was set aside for calls that fail, break off or are left', async () => {
    const { daemon, apiKey } = await bootWith(
      // Room for a few calls at once: anything that stayed held would soon refuse the rest.
      { budgetUsdPerDay: 0.004 },
      { env: { GLM_API_KEY: '', RETRY_ATTEMPTS: '1', HEALTH_LOG_ONLY: 'true' } },
    );
    const client = daemon.client({ apiKey });
    const streamed = { ...asking, stream: true as const };
    for (let round = 0; round < 8; round += 1) {
      daemon.kimi.script({ kind: 'error', error: daemon.kimi.errors['serverUnavailable'] ?? never() });
      await expect(client.chat.completions.create(asking)).rejects.toBeInstanceOf(OpenAI.APIError);
      daemon.kimi.script({ kind: 'cut' });
      await expect(readAll(await client.chat.completions.create(streamed))).rejects.toThrow();
      daemon.kimi.script({ kind: 'stall' });
      const left = await client.chat.completions.create(streamed);
      for await (const chunk of left) if (chunk.choices.length > 0) break;
      await daemon.kimi.idle();
    }
    await expect(client.chat.completions.create(asking)).resolves.toHaveProperty('choices');
    expect(await readAll(await client.chat.completions.create(streamed))).not.toBe('');
  });

  it('counts streams, in the accounts and in the metrics alike', async () => {
    const { daemon, apiKey } = await bootWith(
      { budgetUsdPerMonth: 1 },
      { overrides: { server: { apiKeys: [operatorsKey] } } },
    );
    const client = daemon.client({ apiKey });
    await readAll(await client.chat.completions.create({ ...asking, stream: true }));
    await expect.poll(() => costCounted(daemon), { timeout: 10_000 }).toBeGreaterThan(0);
    const whole = await client.chat.completions.create(asking).withResponse();
    const costUsd = Number(whole.response.headers.get('x-reg-cost-usd'));
    const counted = await costCounted(daemon);
    // Two answers of the same size.
    expect(counted).toBeGreaterThan(1.5 * costUsd);
    expect((await spentOf(daemon))?.monthUsd).toBeCloseTo(counted, 12);
  });

  it('of the month is told with its period, in Anthropic’s dialect too', async () => {
    const { daemon, apiKey } = await bootWith({ budgetUsdPerMonth: 0.0003, budgetUsdPerDay: 1 });
    const client = new Anthropic({ baseURL: daemon.url, apiKey, maxRetries: 0 });
    let told: unknown;
    for (let call = 0; call < 30 && told === undefined; call += 1)
      told = await client.messages.create(asking).then(
        () => undefined,
        (error: unknown) => error,
      );
    expect(told).toBeInstanceOf(Anthropic.RateLimitError);
    expect((told as Error).message).toMatch(
      /may spend \$0\.0003 a month.*next month begins at \d{4}-\d\d-01T00:00/,
    );
  });

  it('is still spent after a restart', async () => {
    const first = await bootWith({ budgetUsdPerDay: 0.0003 });
    const client = first.daemon.client({ apiKey: first.apiKey });
    let told: unknown;
    for (let call = 0; call < 30 && told === undefined; call += 1)
      told = await client.chat.completions.create(asking).then(
        () => undefined,
        (error: unknown) => error,
      );
    expect(told).toMatchObject({ status: 429, code: 'key_budget_exceeded' });
    await first.daemon.daemon.close();
    const names = ['keys.json', 'key-usage-0.json'];
    const kept = await Promise.all(names.map((name) => readFile(join(first.daemon.stateDir, name), 'utf8')));
    await first.daemon[Symbol.asyncDispose]();

    booted = await bootDaemon({
      async prepare(stateDir) {
        for (const [index, name] of names.entries())
          await writeFile(join(stateDir, name), kept[index] ?? '', { mode: 0o600 });
      },
    });
    expect(keyFilePath(booted.stateDir)).toBe(join(booted.stateDir, 'keys.json'));
    await expect(
      booted.client({ apiKey: first.apiKey }).chat.completions.create(asking),
    ).rejects.toMatchObject({ status: 429, code: 'key_budget_exceeded' });
    expect(booted.kimi.requests).toHaveLength(0);
  });
});

describe('MCP', () => {
  it('keeps a key to its models and its limits', async () => {
    const { daemon, apiKey } = await bootWith({ allowedModels: ['glm/*'], requestsPerMinute: 1 });
    const headers = { authorization: `Bearer ${apiKey}` };
    const client = await connectClient(httpTransport(daemon.url, headers));
    try {
      const call = (name: string, args: object) => client.callTool({ name, arguments: { ...args } });
      const listed = allText(await call('list_models', {}));
      expect(listed).toContain('(glm)');
      expect(listed).not.toContain('(kimi)');
      const refused = await call('chat', { prompt: 'hi', model: 'kimi-k2.6' });
      expect(errorOf(refused)).toMatchObject({ isError: true, code: 'model_not_allowed' });
      expect((await call('chat', { prompt: 'hi' })).isError ?? false).toBe(false);
      expect(errorOf(await call('chat', { prompt: 'hi' }))).toMatchObject({
        ...{ isError: true, code: 'key_rate_limit_exceeded' },
      });
      expect(daemon.kimi.requests).toHaveLength(0);
    } finally {
      await client.close();
    }
  });
});

describe('the Responses dialect', () => {
  it('tells of a wrong key, a model out of reach and a spent limit in its own words', async () => {
    const { daemon, apiKey } = await bootWith({ allowedModels: ['glm/*'], requestsPerMinute: 1 });
    const ask = async (key: string, model: string) => {
      const answer = await fetch(`${daemon.url}/v1/responses`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
        body: JSON.stringify({ model, input: 'hi', max_output_tokens: 50 }),
      });
      const { error } = (await answer.json()) as { readonly error?: { readonly code: string } };
      return { status: answer.status, code: error?.code, headers: answer.headers };
    };
    expect(await ask('nobody', 'auto')).toMatchObject({ status: 401, code: 'invalid_api_key' });
    expect(await ask(apiKey, 'kimi-k2.6')).toMatchObject({ status: 403, code: 'model_not_allowed' });
    expect(await ask(apiKey, 'auto')).toMatchObject({ status: 200 });
    const limited = await ask(apiKey, 'auto');
    expect(limited.status).toBe(429);
    expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(30);
    expect(limited.headers.get('x-ratelimit-remaining-requests')).toBe('0');
    expect(daemon.kimi.requests).toHaveLength(0);
  });
});

async function readAll(stream: AsyncIterable<OpenAI.ChatCompletionChunk>): Promise<string> {
  let text = '';
  for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
  return text;
}

function never(): never {
  throw new Error('the simulator knows this error');
}
