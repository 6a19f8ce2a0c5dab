import type Anthropic from '@anthropic-ai/sdk';
import type OpenAI from 'openai';
import { afterEach, describe, expect, it } from 'vitest';
import { bootForAnthropic, textOf, user, type AnthropicDaemon } from './anthropic-daemon.js';
import type { BootOptions } from './booted-daemon.js';
import { connectClient, httpTransport, textOf as mcpText } from './mcp-client.js';

let booted: AnthropicDaemon;

afterEach(async () => {
  await booted[Symbol.asyncDispose]();
});

async function boot(options: BootOptions = {}): Promise<AnthropicDaemon> {
  booted = await bootForAnthropic(options);
  return booted;
}

const messages = [{ role: 'user' as const, content: 'Say hello.' }];
const vendorModels = () => [booted.kimi, booted.glm].flatMap(({ requests }) => requests.map(modelOf));
const modelOf = ({ body }: { readonly body: unknown }) => (body as { readonly model: string }).model;
const lastLine = () => booted.logLines.findLast(({ msg }) => msg === 'request');

describe('the openai client, with the names that it knows', () => {
  it.each([
    ['gpt-4o-mini', 'auto:fast_response'],
    ['gpt-4o', 'auto:balanced'],
    ['o3', 'auto:extended_reasoning'],
  ] as const)('asks for %s and is answered by %s, whole', async (model, mapped) => {
    const client = (await boot()).client();
    const { data, response } = await client.chat.completions.create({ model, messages }).withResponse();
    expect(response.headers.get('x-reg-model-mapped')).toBe(mapped);
    expect(data.model).toBe(response.headers.get('x-reg-model'));
    expect(data.choices[0]?.message.content).toContain('Say hello.');
    expect(vendorModels()).toEqual([data.model]);
    await expect.poll(lastLine).toMatchObject({ requestedModel: model, mappedTo: mapped, model: data.model });
  });

  it('streams, and fails over behind the name', async () => {
    await boot({
      overrides: { routing: { categories: { balanced: { chain: ['kimi/kimi-k2.6', 'glm/glm-5'] } } } },
    });
    booted.kimi.script({ kind: 'status', status: 500, times: 'always' });
    const { data, response } = await booted
      .client()
      .chat.completions.create({ model: 'gpt-4.1', messages, stream: true })
      .withResponse();
    const chunks: OpenAI.ChatCompletionChunk[] = [];
    for await (const chunk of data) chunks.push(chunk);
    expect(response.headers.get('x-reg-model-mapped')).toBe('auto:balanced');
    expect(response.headers.get('x-reg-provider')).toBe('glm');
    expect(chunks[0]?.model).toMatch(/^glm/);
    expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe('stop');
  });

  it('gets what it asked for where somebody serves it', async () => {
    const models = [{ id: 'gpt-4o' }];
    await boot({
      overrides: {
        routing: { modelMap: [{ match: 'gpt-4o', to: 'auto' }] },
        providers: { box: { type: 'openai-compatible', baseUrl: 'http://127.0.0.1:9/v1', models } },
      },
    });
    const answer = await fetch(`${booted.url}/v1/route/explain`, {
      method: 'POST',
      body: JSON.stringify({ model: 'gpt-4o', messages }),
      headers: { 'content-type': 'application/json' },
    });
    const { requirement } = (await answer.json()) as { readonly requirement: object };
    expect(requirement).toMatchObject({ requestedModel: 'gpt-4o', explicitTargets: ['box/gpt-4o'] });
    expect(requirement).not.toHaveProperty('modelMapping');
    expect(booted.logLines).toContainEqual(
      expect.objectContaining({ level: 'warn', msg: expect.stringContaining('gpt-4o never leads to auto') }),
    );
  });

  it('is told as before that nobody has a model, when no map knows it or the presets are off', async () => {
    await boot({ env: { REG_MODEL_MAP_PRESETS: 'claude-code' } });
    await expect(
      booted.client().chat.completions.create({ model: 'gpt-4o', messages }),
    ).rejects.toMatchObject({ status: 404, code: 'model_not_found' });
    expect(vendorModels()).toEqual([]);
  });

  it('is told both names when the map leads nowhere', async () => {
    await boot({ env: { REG_MODEL_MAP: 'gpt-*=glm/glm-99' } });
    await expect(
      booted.client().chat.completions.create({ model: 'gpt-4o', messages }),
    ).rejects.toMatchObject({
      status: 404,
      message: expect.stringContaining('"glm/glm-99" (to which the model map leads "gpt-4o")'),
    });
    expect(booted.logLines).toContainEqual(
      expect.objectContaining({ msg: expect.stringContaining('gpt-* leads to glm/glm-99') }),
    );
  });
});

describe("Anthropic's client, with the names that it knows", () => {
  const base = { max_tokens: 200, messages: [user('Say hello.')] };

  it.each([
    ['claude-opus-5-5', 'auto:extended_reasoning'],
    ['claude-sonnet-4-5', 'auto:balanced'],
    ['claude-haiku-4-5-20251001', 'auto:fast_response'],
  ])('asks for %s and is answered by %s', async (model, mapped) => {
    const client = (await boot()).anthropic();
    const { data, response } = await client.messages.create({ ...base, model }).withResponse();
    expect(response.headers.get('x-reg-model-mapped')).toBe(mapped);
    expect(data.model).toBe(response.headers.get('x-reg-model'));
    expect(textOf(data)).toContain('Say hello.');
    const final = await client.messages.stream({ ...base, model }).finalMessage();
    expect(final.model).toBe(vendorModels().at(-1));
  });

  it('gets the model of the operator, who is stronger than the presets', async () => {
    const env = { REG_MODEL_MAP: 'claude-*haiku*=glm/glm-4.7-flash,claude-*=kimi-k2.6' };
    const client = (await boot({ env })).anthropic();
    const answerOf = async (model: string): Promise<Anthropic.Message> =>
      client.messages.create({ ...base, model });
    expect((await answerOf('claude-haiku-4-5')).model).toBe('glm-4.7-flash');
    expect((await answerOf('claude-opus-5')).model).toBe('kimi-k2.6');
  });

  it('gets an error of its own kind for a name that nobody mapped', async () => {
    const client = (await boot({ env: { REG_MODEL_MAP_PRESETS: 'none' } })).anthropic();
    await expect(client.messages.create({ ...base, model: 'claude-sonnet-4-5' })).rejects.toMatchObject({
      status: 404,
      type: 'not_found_error',
    });
  });
});

describe('an MCP host, with a name that it knows', () => {
  it('is answered and told what stood for it, and explained why', async () => {
    await boot();
    const client = await connectClient(httpTransport(booted.url));
    try {
      const answer = await client.callTool({
        name: 'chat',
        arguments: { prompt: 'Say hello.', model: 'claude-haiku-4-5' },
      });
      expect(answer.structuredContent).toMatchObject({
        requestedModel: 'claude-haiku-4-5',
        mappedTo: 'auto:fast_response',
        model: vendorModels()[0],
      });
      const explained = await client.callTool({
        name: 'explain_route',
        arguments: { prompt: 'hi', model: 'gpt-4o' },
      });
      expect(explained.structuredContent).toMatchObject({
        requestedModel: 'gpt-4o',
        mappedTo: 'auto:balanced',
      });
      expect(mcpText(explained)).toMatch(
        /^gpt-4o mapped to auto:balanced \(gpt-4o, preset \w+\), category balanced/,
      );
    } finally {
      await client.close();
    }
  });
});

describe('GET /v1/models', () => {
  const ids = async () => (await booted.client().models.list()).data.map(({ id }) => id);

  it('lists what is served, and no mapped name', async () => {
    await boot({ env: { REG_MODEL_MAP: 'my-model=auto' } });
    expect(await ids()).toContain('kimi-k2.6');
    expect((await ids()).filter((id) => /^(claude|gpt|my)/.test(id))).toEqual([]);
  });

  it('knows a name that is not listed as a request would know it, patterns included', async () => {
    await boot({ env: { REG_MODEL_MAP: 'my-*=kimi-k2.6,gone=glm/glm-99', REG_MODEL_MAP_PRESETS: 'openai' } });
    const { models } = booted.client();
    expect(await models.retrieve('My-model')).toMatchObject({
      id: 'My-model',
      object: 'model',
      reg: { kind: 'mapped', to: 'kimi-k2.6', origin: 'routing.modelMap' },
    });
    expect(await models.retrieve('gpt-4o')).toMatchObject({
      reg: { to: 'auto:balanced', origin: 'preset openai' },
    });
    await expect(models.retrieve('claude-sonnet-5-5')).rejects.toMatchObject({ status: 404 });
    await expect(models.retrieve('gone')).rejects.toMatchObject({
      status: 404,
      message: expect.stringContaining('"glm/glm-99" (to which the model map leads "gone")'),
    });
    expect(vendorModels()).toEqual([]);
  });

  it('lists mapped names beside them when the operator wants that', async () => {
    await boot({ env: { REG_MODEL_MAP: 'my-model=auto', REG_LIST_MAPPED_MODELS: 'true' } });
    expect(await ids()).toEqual(
      expect.arrayContaining(['kimi-k2.6', 'auto', 'my-model', 'claude-sonnet-5-5', 'gpt-4o']),
    );
    expect(new Set(await ids()).size).toBe((await ids()).length);
    expect(await booted.client().models.retrieve('my-model')).toMatchObject({
      id: 'my-model',
      reg: { kind: 'mapped', to: 'auto', origin: 'routing.modelMap' },
    });
  });
});
