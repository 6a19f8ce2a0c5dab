import { ConfigurationError, Secret } from '@reg/config';
import { APIError } from '@reg/core';
import type { ChatRequest, Provider, ProviderCall, RequestWarning } from '@reg/core';
import { kimiErrors, startKimiSimulator } from '@reg/testkit';
import type { VendorSimulator } from '@reg/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createKimiProvider,
  kimiChinaModels,
  kimiCodingModels,
  kimiModels,
  kimiTimeouts,
} from '../src/index.js';
import { modelCalled } from './encode-for.js';

const credential = { id: 'kimi#1', secret: new Secret('sk-0123456789abcdef') };
const model = modelCalled('kimi-k2.6');
const call: ProviderCall = { model, credential, timeouts: kimiTimeouts(model) };
const hello: ChatRequest = { model: model.id, messages: [{ role: 'user', content: 'Say hello.' }] };

let simulator: VendorSimulator;
let kimi: Provider;

beforeEach(async () => {
  simulator = await startKimiSimulator();
  kimi = createKimiProvider({ baseUrl: simulator.baseUrl, headers: { 'x-team': 'weather' } });
});
afterEach(async () => {
  await kimi.close();
  await simulator.close();
});

describe('a chat', () => {
  it('leaves out what Kimi refuses and tells the caller', async () => {
    const warnings: RequestWarning[] = [];
    const request = { ...hello, temperature: 0.2, max_tokens: 500, user: 'u-1' };
    const answer = await kimi.chat(request, { ...call, onWarning: (warning) => void warnings.push(warning) });
    expect(answer.choices[0]?.message.content).toContain('Say hello.');
    expect(
      warnings.map(({ provider, model: id, parameter, action }) => [provider, id, parameter, action]),
    ).toEqual([
      ['kimi', 'kimi-k2.6', 'temperature', 'dropped'],
      ['kimi', 'kimi-k2.6', 'user', 'dropped'],
      ['kimi', 'kimi-k2.6', 'max_tokens', 'renamed'],
    ]);
    expect(simulator.requests[0]?.headers['x-team']).toBe('weather');
  });

  it('goes on with a conversation of a vendor that gave no reasoning', async () => {
    const tools = [{ type: 'function', function: { name: 'weather' } }];
    const messages: ChatRequest['messages'] = [
      ...hello.messages,
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: 'c1', type: 'function', function: { name: 'weather', arguments: '{}' } }],
      },
      { role: 'tool', tool_call_id: 'c1', content: 'Rain' },
    ];
    for (const id of ['kimi-k3', 'kimi-k2.7-code', 'kimi-k2.6']) {
      const answer = await kimi.chat({ model: id, messages, tools }, { ...call, model: modelCalled(id) });
      expect(answer.choices[0]?.message.content, id).toContain('Rain');
    }
  });

  it('obeys a named function on K2.6 and on K3', async () => {
    const parameters = { type: 'object', properties: {} };
    const tools = ['weather', 'clock'].map((name) => ({ type: 'function', function: { name, parameters } }));
    const tool_choice = { type: 'function', function: { name: 'clock' } };
    for (const id of ['kimi-k2.6', 'kimi-k3']) {
      const answer = await kimi.chat({ ...hello, tools, tool_choice }, { ...call, model: modelCalled(id) });
      expect(answer.choices[0]?.message.tool_calls?.[0]?.function.name, id).toBe('clock');
    }
  });

  it('makes the round trip of the search of the vendor', async () => {
    const tools = [{ type: 'builtin_function', function: { name: '$web_search' } }];
    const messages: ChatRequest['messages'] = [{ role: 'user', content: 'Do a web search for reg.' }];
    const first = await kimi.chat({ model: model.id, messages, tools }, call);
    const [choice] = first.choices;
    const [found] = choice?.message.tool_calls ?? [];
    expect(found?.type).toBe('builtin_function');
    const answered: ChatRequest['messages'] = [
      ...messages,
      { ...choice?.message, role: 'assistant' },
      {
        role: 'tool',
        tool_call_id: found?.id ?? '',
        name: '$web_search',
        content: found?.function.arguments ?? '',
      },
    ];
    const second = await kimi.chat({ model: model.id, messages: answered, tools }, call);
    expect(second.choices[0]?.finish_reason).toBe('stop');
  });

  it('continues a message in partial mode', async () => {
    const messages: ChatRequest['messages'] = [
      ...hello.messages,
      { role: 'assistant', content: 'Hello, my', partial: true },
    ];
    const answer = await kimi.chat({ model: model.id, messages }, call);
    expect(answer.choices[0]?.finish_reason).toBe('stop');
  });

  it('says that the coding plan refused it, without pretending to be another client', async () => {
    simulator.script({ kind: 'error', error: kimiErrors.codingAgentsOnly });
    const failure = await kimi.chat(hello, call).catch((error: unknown) => error);
    expect(APIError.isInstance(failure) && failure).toMatchObject({ kind: 'permission_denied', status: 403 });
    expect(String(failure)).toMatch(/only available for Coding Agents.*platform key/);
    expect(simulator.requests[0]?.headers['user-agent']).toMatch(/^reg\//);
  });
});

describe('beside chat', () => {
  const { model: _model, ...account } = call;

  it('tells the balance in the currency of the platform', async () => {
    expect(await kimi.features.balance?.(account)).toEqual({ available: 49.58894, currency: 'USD' });
    const china = createKimiProvider({ baseUrl: simulator.baseUrl, endpoint: 'china' });
    expect(await china.features.balance?.(account)).toMatchObject({ currency: 'CNY' });
    await china.close();
  });

  it('has no balance on the coding plan, which is a subscription', () => {
    expect(createKimiProvider({ endpoint: 'coding' }).features.balance).toBeUndefined();
  });

  it('counts tokens as the vendor does', async () => {
    const messages: ChatRequest['messages'] = [
      { role: 'developer', content: 'Be brief.' },
      ...hello.messages,
    ];
    const short = await kimi.features.estimateTokens?.(hello, call);
    expect(await kimi.features.estimateTokens?.({ ...hello, messages }, call)).toBeGreaterThan(
      short ?? Infinity,
    );
  });

  it('uploads a file, shows a picture of it to a model, reads it and deletes it', async () => {
    const { uploadFile, fileContent, deleteFile } = kimi.features;
    const content = new TextEncoder().encode('Hello from a file.');
    const uploaded = await uploadFile?.({ name: 'hello.txt', content, purpose: 'file-extract' }, account);
    expect(uploaded?.bytes).toBe(content.byteLength);
    expect(await fileContent?.(uploaded?.id ?? '', account)).toContain('Hello from a file.');
    await deleteFile?.(uploaded?.id ?? '', account);
    const gone = await fileContent?.(uploaded?.id ?? '', account).catch((error: unknown) => error);
    expect(APIError.isInstance(gone) && gone.kind).toBe('invalid_request');
  });

  it('lists the live models with what the vendor says about them', async () => {
    const listed = await kimi.listModels(account);
    expect(listed).toContainEqual(
      expect.objectContaining({ id: 'kimi-k2.6', contextWindow: 262_144, vision: true, reasoning: true }),
    );
  });

  it.each([
    ['balance', { data: {} }],
    ['estimateTokens', { data: { total_tokens: 'many' } }],
    ['uploadFile', { object: 'file' }],
  ])('refuses an answer of another shape from %s', async (feature, body) => {
    simulator.script({ kind: 'status', status: 200, body, times: 'always' });
    const { balance, estimateTokens, uploadFile } = kimi.features;
    const attempts = {
      balance: () => balance?.(account),
      estimateTokens: () => estimateTokens?.(hello, call),
      uploadFile: () => uploadFile?.({ name: 'a', content: new Uint8Array(1), purpose: 'image' }, account),
    };
    const attempt = attempts[feature as keyof typeof attempts];
    await expect(attempt()).rejects.toMatchObject({ kind: 'malformed_response' });
  });
});

describe('settings', () => {
  it('choose the catalogue by the endpoint, which the base URL tells too', () => {
    expect(createKimiProvider().models).toBe(kimiModels);
    expect(createKimiProvider({ endpoint: 'china' }).models).toBe(kimiChinaModels);
    expect(createKimiProvider({ baseUrl: 'https://api.moonshot.cn/v1/' }).models).toBe(kimiChinaModels);
    expect(createKimiProvider({ baseUrl: 'https://api.kimi.com/coding/v1' }).models).toBe(kimiCodingModels);
    expect(createKimiProvider({ baseUrl: 'http://127.0.0.1:1/v1' }).models).toBe(kimiModels);
    expect(createKimiProvider({ id: 'moon', models: [model] })).toMatchObject({
      id: 'moon',
      models: [model],
    });
  });

  it.each([
    'api.moonshot.ai/v1',
    'ftp://api.moonshot.ai/v1',
    'https://me:pw@api.moonshot.ai/v1',
    'https://h/v1#x',
  ])('refuse %s as a base URL', (baseUrl) => {
    expect(() => createKimiProvider({ baseUrl })).toThrow(ConfigurationError);
  });

  it('give a thinking model more time than a plain one, and the vendor its 900 seconds', () => {
    const plain = { ...model, capabilities: { ...model.capabilities, reasoning: 'none' as const } };
    expect(kimiTimeouts(model).headersMs).toBeGreaterThan(kimiTimeouts(plain).headersMs);
    expect(kimiTimeouts(model).totalMs).toBe(900_000);
  });
});
