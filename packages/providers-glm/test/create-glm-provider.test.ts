import { ConfigurationError, Secret } from '@reg/config';
import { AuthenticationError } from '@reg/core';
import type { ChatCompletionChunk, ChatRequest, ProviderCall } from '@reg/core';
import { createManualClock, fingerprintKey, glmErrors, startGlmSimulator } from '@reg/testkit';
import { describe, expect, it } from 'vitest';
import { createGlmProvider, glmChinaModels, glmCodingModels, glmModels, glmTimeouts } from '../src/index.js';
import type { GlmProviderSettings } from '../src/index.js';
import { glmModel } from './encode-for.js';

const key = '0123456789abcdef0123456789abcdef.AbCdEfGhIjKlMnOp';
const hello: ChatRequest = { model: 'glm-4.6', messages: [{ role: 'user', content: 'Say hello.' }] };

/** A provider connected to a simulator that takes one key only. */
async function start(settings: GlmProviderSettings = {}, { secret = key, model = 'glm-4.6' } = {}) {
  const { clock } = settings;
  const simulator = await startGlmSimulator({ keys: [key], ...(clock === undefined ? {} : { clock }) });
  const provider = createGlmProvider({ baseUrl: simulator.baseUrl, ...settings });
  const call: ProviderCall = {
    model: glmModel(model),
    credential: { id: 'glm#1', secret: new Secret(secret) },
    timeouts: glmTimeouts(glmModel(model)),
  };
  const close = async () => {
    await provider.close();
    await simulator.close();
  };
  return { simulator, provider, call, [Symbol.asyncDispose]: close };
}

const bodies = (simulator: { requests: readonly { body: unknown }[] }) =>
  simulator.requests.map(({ body }) => body as Record<string, unknown>);

describe('the key', () => {
  it('is sent as it is', async () => {
    await using glm = await start();
    await glm.provider.chat(hello, glm.call);
    expect(glm.simulator.requests[0]?.keyFingerprint).toBe(fingerprintKey(key));
  });

  it('signs a token that the vendor accepts, and never goes out itself', async () => {
    await using glm = await start({ auth: 'jwt' });
    await glm.provider.chat(hello, glm.call);
    expect(glm.simulator.requests[0]).toMatchObject({ status: 200 });
    expect(glm.simulator.requests[0]?.keyFingerprint).not.toBe(fingerprintKey(key));
  });

  it('signs anew before a token ends, also when the vendor says that it has', async () => {
    const clock = createManualClock(Date.parse('2026-09-16T06:28:10Z'));
    await using glm = await start({ auth: 'jwt', clock });
    const tokenOf = async () => {
      await glm.provider.listModels(glm.call).catch(() => []);
      return glm.simulator.requests.at(-1)?.keyFingerprint;
    };
    const first = await tokenOf();
    await clock.advance(170_000);
    expect(await tokenOf()).toBe(first);
    await clock.advance(20_000);
    const second = await tokenOf();
    expect(second).not.toBe(first);

    await clock.advance(1000);
    glm.simulator.script({ kind: 'error', error: glmErrors['1003'] });
    const refused = await glm.provider.chat(hello, glm.call).catch((error: unknown) => error);
    expect(AuthenticationError.isInstance(refused) && refused).toMatchObject({ vendorCode: '1003' });
    expect(await tokenOf()).not.toBe(second);
  });

  it('of another form is refused before anything is sent', async () => {
    await using glm = await start({ auth: 'jwt' }, { secret: 'sk-not-a-glm-key' });
    const refused = await glm.provider.chat(hello, glm.call).catch((error: unknown) => error);
    expect(AuthenticationError.isInstance(refused)).toBe(true);
    expect(String(refused)).toMatch(/glm#1.*<id>\.<secret>/);
    expect(String(refused)).not.toContain('sk-not');
    expect(glm.simulator.requests).toEqual([]);
  });
});

describe('the id of the request', () => {
  it('is new for every attempt of one call, because one in flight is refused', async () => {
    await using glm = await start();
    const call = { ...glm.call, requestId: 'req-1' };
    await glm.provider.chat(hello, call);
    for await (const _chunk of await glm.provider.stream(hello, call));
    expect(bodies(glm.simulator).map(({ request_id }) => request_id)).toEqual(['req-1-1', 'req-1-2']);
  });

  it('is left to the vendor without one, and to the caller who has one', async () => {
    await using glm = await start();
    await glm.provider.chat(hello, glm.call);
    await glm.provider.chat({ ...hello, request_id: 'mine' }, { ...glm.call, requestId: 'req-1' });
    expect(bodies(glm.simulator).map(({ request_id }) => request_id)).toEqual([undefined, 'mine']);
  });
});

describe('a stream', () => {
  it('of several calls at once gives all of them and one finish', async () => {
    for (const model of ['glm-4.5-flash', 'glm-4.6', 'glm-5.3']) {
      await using glm = await start({}, { model });
      const tools = ['alpha', 'beta'].map((name) => ({ type: 'function', function: { name } }));
      const messages: ChatRequest['messages'] = [{ role: 'user', content: 'Call alpha and beta.' }];
      const chunks: ChatCompletionChunk[] = [];
      for await (const chunk of await glm.provider.stream({ model, messages, tools }, glm.call))
        chunks.push(chunk);
      const choices = chunks.flatMap((chunk) => chunk.choices);
      const indexes = choices.flatMap(({ delta }) => (delta.tool_calls ?? []).map(({ index }) => index));
      expect([...new Set(indexes)], model).toEqual(
        glm.simulator.lastAnswer?.toolCalls.map((_call, at) => at),
      );
      expect(
        choices.flatMap(({ finish_reason }) => finish_reason ?? []),
        model,
      ).toEqual(['tool_calls']);
      expect(
        chunks.filter(({ usage }) => usage != null),
        model,
      ).toHaveLength(1);
    }
  });

  it('fails for a finish reason that is a failure, although [DONE] follows', async () => {
    await using glm = await start();
    const reasons = ['network_error', 'sensitive', 'model_context_window_exceeded'];
    const kinds: unknown[] = [];
    for (const reason of reasons) {
      glm.simulator.script({ kind: 'finish_reason', reason, afterContentChunks: 2 });
      const drain = async () => {
        for await (const _chunk of await glm.provider.stream(hello, glm.call));
      };
      kinds.push(await drain().catch((error: { kind: unknown }) => error.kind));
    }
    expect(kinds).toEqual(['server_error', 'content_filter', 'context_window_exceeded']);
  });
});

describe('beside chat', () => {
  it('counts tokens as the vendor does', async () => {
    await using glm = await start();
    const { estimateTokens } = glm.provider.features;
    const short = (await estimateTokens?.(hello, glm.call)) ?? Infinity;
    const messages: ChatRequest['messages'] = [...hello.messages, { role: 'user', content: 'And goodbye.' }];
    expect(await estimateTokens?.({ ...hello, messages }, glm.call)).toBeGreaterThan(short);
  });

  it('uploads a file', async () => {
    await using glm = await start();
    const file = { name: 'terms.txt', content: new TextEncoder().encode('reg = registry'), purpose: 'agent' };
    expect(await glm.provider.features.uploadFile?.(file, glm.call)).toMatchObject({ bytes: 14 });
  });

  it('refuses answers of another shape', async () => {
    await using glm = await start();
    glm.simulator.script({ kind: 'status', status: 200, body: { ok: true }, times: 'always' });
    const { estimateTokens, uploadFile } = glm.provider.features;
    const file = { name: 'a', content: new Uint8Array(1), purpose: 'agent' };
    await expect(estimateTokens?.(hello, glm.call)).rejects.toMatchObject({ kind: 'malformed_response' });
    await expect(uploadFile?.(file, glm.call)).rejects.toMatchObject({ kind: 'malformed_response' });
  });
});

describe('settings', () => {
  it('choose the catalogue by the endpoint, which the base URL tells too', () => {
    expect(createGlmProvider().models).toBe(glmModels);
    expect(createGlmProvider({ endpoint: 'china' }).models).toBe(glmChinaModels);
    expect(createGlmProvider({ baseUrl: 'https://open.bigmodel.cn/api/paas/v4/' }).models).toBe(
      glmChinaModels,
    );
    expect(createGlmProvider({ endpoint: 'codingChina' }).models).toBe(glmCodingModels);
    expect(createGlmProvider({ baseUrl: 'http://127.0.0.1:1/v4' }).models).toBe(glmModels);
  });

  it.each(['api.z.ai/api/paas/v4', 'ftp://api.z.ai/v4', 'https://me:pw@api.z.ai/v4', 'https://h/v4#x'])(
    'refuse %s as a base URL',
    (baseUrl) => {
      expect(() => createGlmProvider({ baseUrl })).toThrow(ConfigurationError);
    },
  );

  it('ask api.z.ai for English and leave bigmodel.cn alone', async () => {
    await using international = await start();
    await using china = await start({ endpoint: 'china' });
    for (const { provider, call } of [international, china]) await provider.chat(hello, call);
    expect(international.simulator.requests[0]?.headers['accept-language']).toBe('en-US,en');
    expect(china.simulator.requests[0]?.headers).not.toHaveProperty('accept-language');
  });

  it('give a model that always thinks more time to its first token', () => {
    const first = (id: string) => glmTimeouts(glmModel(id)).firstTokenMs;
    expect(first('glm-5.3')).toBeGreaterThan(first('glm-4.6'));
  });
});
