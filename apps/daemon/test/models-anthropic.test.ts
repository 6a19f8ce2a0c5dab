import Anthropic from '@anthropic-ai/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bootForAnthropic, type AnthropicDaemon } from './anthropic-daemon.js';

const key = 'a-long-enough-key-1';
let booted: AnthropicDaemon;
let client: Anthropic;

beforeAll(async () => {
  booted = await bootForAnthropic({ env: { REG_API_KEYS: key } });
  client = booted.anthropic({ apiKey: key });
});
afterAll(async () => {
  await booted[Symbol.asyncDispose]();
});

async function allIds(query: Anthropic.ModelListParams = {}): Promise<string[]> {
  const ids: string[] = [];
  for await (const { id } of client.models.list(query)) ids.push(id);
  return ids;
}

async function idsForOpenAi(): Promise<string[]> {
  return (await booted.client({ apiKey: key }).models.list()).data.map(({ id }) => id);
}

/** The members that the client's own type demands of a model; a new one in it does not compile until it is here. */
const members = {
  id: true,
  capabilities: true,
  created_at: true,
  deprecated_at: true,
  display_name: true,
  lifecycle: true,
  line: true,
  max_input_tokens: true,
  max_tokens: true,
  retires_at: true,
  type: true,
} satisfies Record<keyof Anthropic.ModelInfo, true>;

describe("Anthropic's client", () => {
  it('lists page by page what the other clients get at once, in the same order', async () => {
    const { data: page, response } = await client.models.list({ limit: 7 }).withResponse();
    expect(page.data).toHaveLength(7);
    expect(page).toMatchObject({ has_more: true, first_id: page.data[0]?.id, last_id: page.data[6]?.id });
    expect(response.headers.get('request-id')).toBe(response.headers.get('x-request-id'));
    const whole = await idsForOpenAi();
    expect(whole.length).toBeGreaterThan(20);
    expect(await allIds({ limit: 7 })).toEqual(whole);
    expect(await allIds()).toEqual(whole);
    expect((await client.models.list()).data).toHaveLength(20);
    expect((await client.models.list({ limit: 1000 })).has_more).toBe(false);
  });

  it('reads backwards too, each page in the order of the list', async () => {
    const whole = await idsForOpenAi();
    const cursor = whole[8];
    if (cursor === undefined) throw new Error('the list is short');
    const page = await client.models.list({ before_id: cursor, limit: 5 });
    expect(page.data.map(({ id }) => id)).toEqual(whole.slice(3, 8));
    expect(page.has_more).toBe(true);
    const rest = await page.getNextPage();
    expect(rest.data.map(({ id }) => id)).toEqual(whole.slice(0, 3));
    expect(rest.has_more).toBe(false);
    expect(await client.models.list({ after_id: whole.at(-1) ?? '' })).toMatchObject({
      data: [],
      has_more: false,
    });
  });

  it('finds in a model all that its type promises, and what reg knows', async () => {
    const model = await client.models.retrieve('kimi/kimi-k2.6');
    expect(Object.keys(members).filter((member) => !(member in model))).toEqual([]);
    expect(model).toMatchObject({
      id: 'kimi/kimi-k2.6',
      type: 'model',
      lifecycle: 'active',
      max_input_tokens: 262144,
      capabilities: {
        image_input: { supported: true },
        thinking: { supported: true, types: { disabled: { supported: true } } },
        server_tools: { supported: false, web_search: { supported: false } },
      },
      reg: { target: 'kimi/kimi-k2.6', provider: 'kimi' },
    });
    expect(new Date(model.created_at).getUTCFullYear()).toBeGreaterThan(2023);
    expect(await client.models.retrieve('auto')).toMatchObject({ capabilities: null, max_tokens: null });
  });

  it('is told of its own names what stands for them, as a request would be', async () => {
    expect(await client.models.retrieve('claude-haiku-4-5-20251001')).toMatchObject({
      id: 'claude-haiku-4-5-20251001',
      type: 'model',
      reg: { kind: 'mapped', to: 'auto:fast_response' },
    });
  });

  it('lists by lifecycle', async () => {
    const active = await allIds({ lifecycle: ['active'] });
    expect(active).toContain('auto');
    expect(await allIds({ lifecycle: ['active', 'deprecated'] })).toEqual(await idsForOpenAi());
    expect(await allIds({ lifecycle: ['deprecated'] })).toEqual(
      (await idsForOpenAi()).filter((id) => !active.includes(id)),
    );
  });

  it.each<[string, () => Promise<unknown>, number, string, string]>([
    ['an unknown model', () => client.models.retrieve('kimi-k2.66'), 404, 'not_found_error', 'kimi-k2.6'],
    ['a retired model', () => client.models.retrieve('kimi-latest'), 404, 'not_found_error', 'kimi-k2.6'],
    [
      'a cursor of no list',
      () => client.models.list({ after_id: 'x' }),
      400,
      'invalid_request_error',
      'after_id',
    ],
    ['a limit of 0', () => client.models.list({ limit: 0 }), 400, 'invalid_request_error', 'limit'],
    ['a limit of 1001', () => client.models.list({ limit: 1001 }), 400, 'invalid_request_error', 'limit'],
    [
      'two directions',
      () => client.models.list({ after_id: 'auto', before_id: 'auto' }),
      400,
      'invalid_request_error',
      'before_id',
    ],
    [
      'a wrong key',
      () => booted.anthropic({ apiKey: 'wrong' }).models.list(),
      401,
      'authentication_error',
      'key',
    ],
  ])('is told of %s in its own envelope', async (_what, ask, status, type, word) => {
    const thrown = await ask().catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(Anthropic.APIError);
    expect(thrown).toMatchObject({ status, type, requestID: expect.any(String) });
    expect(String(thrown)).toContain(word);
  });

  it('leaves every other client its own form, errors too', async () => {
    const headers = { authorization: `Bearer ${key}` };
    const answer = await fetch(`${booted.url}/v1/models/kimi-k2.6`, { headers });
    expect(answer.headers.has('request-id')).toBe(false);
    expect(await answer.json()).toMatchObject({ object: 'model', owned_by: 'kimi' });
    const refused = await fetch(`${booted.url}/v1/models/nope`, { headers });
    expect(await refused.json()).toMatchObject({ error: { code: 'model_not_found', param: 'model' } });
  });
});
