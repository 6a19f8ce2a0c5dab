import type { ProviderFeatures } from '@reg/core';
import { afterEach, describe, expect, it } from 'vitest';
import type { Transport } from '../src/index.js';
import { reply, startRawServer, type RawRequest } from './raw-server.js';
import { call, failureOf, provide, secretKey } from './talk.js';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** The transport that a vendor's features get, in front of a server that answers like this. */
async function transportAgainst(answer: string | ((request: RawRequest) => string)) {
  const server = await startRawServer((request) => {
    request.socket.write(typeof answer === 'string' ? answer : answer(request));
  });
  let given: Transport | undefined;
  const features = (transport: Transport): ProviderFeatures => {
    given = transport;
    return {};
  };
  const provider = provide(server.baseUrl, { features });
  closing.push(
    () => server.close(),
    () => provider.close(),
  );
  if (given === undefined) throw new Error('no transport was given');
  return { server, provider, transport: given };
}

/** Calls about no model. */
function aboutNone() {
  const { model: _model, ...rest } = call();
  return rest;
}

describe('the transport of features', () => {
  it('asks for JSON with the key, and sends it', async () => {
    const { server, transport } = await transportAgainst(reply(200, '{"data":{"total_tokens":80}}'));
    const path = '/tokenizers/estimate';
    const answer = await transport.requestJson({ method: 'POST', path, body: { model: 'm' }, call: call() });
    expect(answer).toEqual({ data: { total_tokens: 80 } });
    expect(server.requests[0]?.head).toMatch(/^POST \/v1\/tokenizers\/estimate /);
    expect(server.requests[0]?.head).toContain(`authorization: Bearer ${secretKey}`);
    expect(String(server.requests[0]?.body)).toBe('{"model":"m"}');
  });

  it('takes no content for an answer where there is none', async () => {
    const { transport } = await transportAgainst('HTTP/1.1 204 No Content\r\n\r\n');
    expect(
      await transport.requestJson({ method: 'DELETE', path: '/files/1', call: aboutNone() }),
    ).toBeUndefined();
  });

  it('gives text as it is', async () => {
    const { server, transport } = await transportAgainst(
      reply(200, 'Grüße', { 'content-type': 'text/plain' }),
    );
    expect(await transport.requestText({ method: 'GET', path: '/files/1/content', call: aboutNone() })).toBe(
      'Grüße',
    );
    expect(server.requests[0]?.head).not.toContain('content-type');
  });

  it('sends a file', async () => {
    const { server, transport } = await transportAgainst(reply(200, '{"id":"file-1"}'));
    const file = { name: 'a.txt', content: new TextEncoder().encode('Hello') };
    const answer = await transport.upload({
      path: '/files',
      file,
      fields: { purpose: 'file-extract' },
      call: aboutNone(),
    });
    expect(answer).toEqual({ id: 'file-1' });
    expect(server.requests[0]?.head).toContain('content-type: multipart/form-data; boundary=');
    expect(String(server.requests[0]?.body)).toContain('Hello');
  });

  it('tells errors by the codec, inside a 200 too, about no model when there is none', async () => {
    const refused = {
      error: { message: `no ${secretKey}`, type: 'insufficient_quota', code: 'insufficient_quota' },
    };
    for (const status of [200, 429]) {
      const { transport } = await transportAgainst(reply(status, JSON.stringify(refused)));
      const failure = await failureOf(
        transport.requestJson({ method: 'GET', path: '/balance', call: aboutNone() }),
      );
      expect(failure).toMatchObject({ kind: 'quota_exhausted', model: undefined, provider: 'box' });
      expect(failure.message).toMatch(/^box: no \[redacted\]/);
    }
  });
});

describe('the model list', () => {
  it('is read, is empty where there is none, and is refused where it is none', async () => {
    const listed = await transportAgainst(reply(200, '{"data":[{"id":"llama","created":5}]}'));
    expect(await listed.provider.listModels(aboutNone())).toEqual([{ id: 'llama', created: 5 }]);
    expect(listed.server.requests[0]?.head).toMatch(/^GET \/v1\/models /);
    const missing = await transportAgainst(reply(404, ''));
    expect(await missing.provider.listModels(aboutNone())).toEqual([]);
    const other = await transportAgainst(reply(200, '{"hello":"world"}'));
    expect((await failureOf(other.provider.listModels(aboutNone()))).kind).toBe('malformed_response');
    const broken = await transportAgainst(reply(500, ''));
    expect((await failureOf(broken.provider.listModels(aboutNone()))).kind).toBe('server_error');
  });
});

it('refuses a base URL that is none before anything else', () => {
  expect(() => provide('127.0.0.1:11434')).toThrow('box.baseUrl (argument)');
});
