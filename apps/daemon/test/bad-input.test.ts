import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createFakeRegistry, type FakeRegistry } from './fake-registry.js';
import { parseAnswer, postBytes, rawRequest, readToEnd } from './raw-request.js';
import { serve, type Served } from './served.js';

const chatPath = '/v1/chat/completions';
let served: Served;
let registry: FakeRegistry;

async function start(options: Parameters<typeof serve>[1] = {}): Promise<void> {
  registry = createFakeRegistry();
  served = await serve(registry, options);
}

function errorOf(body: string): Record<string, unknown> {
  return (JSON.parse(body) as { error: Record<string, unknown> }).error;
}

afterEach(async () => {
  await served.server.close();
  expect(registry.calls).toEqual([]);
});

describe('bad input to POST /v1/chat/completions', () => {
  it.each([
    ['not JSON', '{"messages": [', 'invalid_json'],
    ['nothing', '', 'empty_body'],
    ['a string', '"hello"', 'invalid_request'],
    ['an array', '[]', 'invalid_request'],
    ['null', 'null', 'invalid_request'],
    ['100 levels of nesting', `${'['.repeat(100)}${']'.repeat(100)}`, 'nested_too_deep'],
    ['100 000 open brackets', '['.repeat(100_000), 'nested_too_deep'],
    ['100 000 open objects', '{"a":'.repeat(100_000), 'nested_too_deep'],
  ])('answers %s with 400', async (_what, body, code) => {
    await start();
    const answer = await rawRequest(served.port, postBytes(chatPath, body));
    expect(answer.status).toBe(400);
    expect(errorOf(answer.body)).toMatchObject({ code, type: 'invalid_request_error' });
  });

  it('does not quote the body back', async () => {
    await start();
    const answer = await rawRequest(served.port, postBytes(chatPath, '{"messages": private text}'));
    expect(answer.body).not.toContain('private');
  });

  const message = { role: 'user', content: 'hi' };
  it.each([
    [{}, 'messages'],
    [{ messages: 'hi' }, 'messages'],
    [{ messages: [] }, 'messages'],
    [{ messages: ['hi'] }, 'messages[0]'],
    [{ messages: [message, { role: 'wizard', content: 'x' }] }, 'messages[1].role'],
    [{ messages: [{ role: 'user', content: 7 }] }, 'messages[0].content'],
    [{ messages: [{ role: 'user', content: [{ text: 'no type' }] }] }, 'messages[0].content[0]'],
    [{ messages: [message], model: 7 }, 'model'],
    [{ messages: [message], model: '' }, 'model'],
    [{ messages: [message], model: 'm'.repeat(300) }, 'model'],
    [{ messages: [message], stream: 'yes' }, 'stream'],
    [{ messages: [message], max_tokens: -1 }, 'max_tokens'],
    [{ messages: [message], max_tokens: 1.5 }, 'max_tokens'],
    [{ messages: [message], temperature: 'hot' }, 'temperature'],
    [{ messages: [message], tools: {} }, 'tools'],
    [{ messages: [message], tools: ['f'] }, 'tools'],
    [{ messages: [message], stop: [1] }, 'stop'],
    [{ messages: [message], response_format: 'json' }, 'response_format'],
  ])('names the parameter that is wrong in %j', async (body, param) => {
    await start();
    const answer = await rawRequest(served.port, postBytes(chatPath, JSON.stringify(body)));
    expect(answer.status).toBe(400);
    expect(errorOf(answer.body)).toMatchObject({ param, type: 'invalid_request_error' });
  });

  it('lists every problem at once, those of reg included, and bounds the list', async () => {
    await start();
    const body = { messages: Array.from({ length: 5000 }, () => 1), n: 0, reg: { maxCostUsd: 'much' } };
    const few = await rawRequest(
      served.port,
      postBytes(chatPath, JSON.stringify({ ...body, messages: [1], temperature: 'x' })),
    );
    const text = String(errorOf(few.body)['message']);
    for (const part of ['messages[0]', 'n:', 'temperature:', 'reg.maxCostUsd']) expect(text).toContain(part);
    const many = await rawRequest(served.port, postBytes(chatPath, JSON.stringify(body)));
    expect(many.body.length).toBeLessThan(4000);
  });

  it('answers 413 to a body over the limit, declared or not', async () => {
    await start({ bodyLimitBytes: 1000 });
    const body = JSON.stringify({ messages: [{ role: 'user', content: 'x'.repeat(2000) }] });
    const declared = await rawRequest(served.port, postBytes(chatPath, body));
    expect(declared.status).toBe(413);
    expect(errorOf(declared.body)).toMatchObject({ code: 'request_too_large' });
    const chunked = await rawRequest(
      served.port,
      [
        `POST ${chatPath} HTTP/1.1`,
        'Host: 127.0.0.1',
        'Connection: close',
        'Content-Type: application/json',
        'Transfer-Encoding: chunked',
        '',
        `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`,
      ].join('\r\n'),
    );
    expect(chunked.status).toBe(413);
  });

  it('answers 415 to another media type and takes a missing one for JSON', async () => {
    await start();
    const bytes = postBytes(chatPath, '{}').replace('application/json', 'application/x-www-form-urlencoded');
    const form = await rawRequest(served.port, bytes);
    expect(form.status).toBe(415);
    expect(errorOf(form.body)).toMatchObject({ code: 'unsupported_media_type' });
    const missing = await rawRequest(
      served.port,
      postBytes(chatPath, '{}').replace('Content-Type: application/json\r\n', ''),
    );
    expect(missing.status).toBe(400);
    expect(errorOf(missing.body)).toMatchObject({ param: 'messages' });
  });

  it('answers 408 to a body that does not come', async () => {
    await start({ requestTimeoutMs: 200 });
    const socket = connect(served.port, '127.0.0.1');
    socket.write(postBytes(chatPath, 'x'.repeat(100)).slice(0, -50));
    const answer = parseAnswer(await readToEnd(socket));
    expect(answer.status).toBe(408);
    expect(errorOf(answer.body)).toMatchObject({ code: 'request_timeout' });
    await expect.poll(() => served.ended.map(({ status }) => status)).toEqual([408]);
    expect(served.ended[0]?.record.errorCode).toBe('request_timeout');
  });

  it.each([
    ['/v1/messages', { type: 'error', error: { type: 'invalid_request_error', code: 'request_timeout' } }],
    ['/v1/messages/count_tokens', { type: 'error', error: { code: 'request_timeout' } }],
    ['/v1/responses', { error: { code: 'request_timeout' } }],
    ['/mcp', { jsonrpc: '2.0', id: null, error: { data: { code: 'request_timeout' } } }],
  ])('answers 408 at %s in the dialect that is spoken there', async (path, body) => {
    await start({ requestTimeoutMs: 200 });
    const socket = connect(served.port, '127.0.0.1');
    socket.write(postBytes(path, 'x'.repeat(100)).slice(0, -50));
    const answer = parseAnswer(await readToEnd(socket));
    expect(answer.status).toBe(408);
    expect(JSON.parse(answer.body)).toMatchObject(body);
    expect(Number(answer.headers['content-length'])).toBe(Buffer.byteLength(answer.body));
    await expect.poll(() => served.ended).toHaveLength(1);
    expect(answer.headers['x-request-id']).toBe(served.ended[0]?.record.requestId);
    if (path.startsWith('/v1/messages')) {
      expect(answer.headers['request-id']).toBe(answer.headers['x-request-id']);
      expect(JSON.parse(answer.body)).toHaveProperty('request_id', answer.headers['x-request-id']);
    }
  });

  it('answers what breaks in the middle of a body in the dialect of its request', async () => {
    await start();
    const head = postBytes('/v1/messages', '').replace('Content-Length: 0', 'Transfer-Encoding: chunked');
    const answer = await rawRequest(served.port, `${head}no length of a chunk\r\n`);
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body)).toMatchObject({ type: 'error', error: { code: 'malformed_http' } });
  });

  it('does not take the request before for the one that is broken', async () => {
    await start();
    const first = postBytes('/v1/messages', '{}').replace('Connection: close\r\n', '');
    const socket = connect(served.port, '127.0.0.1');
    socket.write(first);
    socket.once('data', () => socket.write(`GET / HTTP/1.1\r\nX-Long: ${'x'.repeat(20_000)}\r\n\r\n`));
    const [, second = ''] = (await readToEnd(socket)).split(/(?=HTTP\/1\.1 431)/);
    const answer = parseAnswer(second);
    expect(answer.status).toBe(431);
    expect(JSON.parse(answer.body)).toEqual({
      error: expect.objectContaining({ code: 'headers_too_large', param: null }),
    });
    expect(answer.headers).not.toHaveProperty('x-request-id');
  });

  it('answers a path that is no URL in the dialect that is spoken above it', async () => {
    await start();
    const answer = await rawRequest(
      served.port,
      'GET /v1/messages/%zz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
    );
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body)).toMatchObject({ type: 'error', error: { code: 'malformed_url' } });
  });

  it('answers 400 to what is not HTTP, and to a path that is no URL', async () => {
    await start();
    const nonsense = await rawRequest(served.port, 'HELLO\r\n\r\n');
    expect(nonsense.status).toBe(400);
    expect(errorOf(nonsense.body)).toMatchObject({ code: 'malformed_http' });
    const path = await rawRequest(
      served.port,
      'GET /v1/models/%zz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
    );
    expect(path.status).toBe(400);
    expect(errorOf(path.body)).toMatchObject({ code: 'malformed_url' });
  });

  it('answers 404 and 405 in the same envelope', async () => {
    await start();
    const unknown = await fetch(`${served.url}/v1/nothing?x=1`, {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'application/json' },
    });
    expect(unknown.status).toBe(404);
    expect(errorOf(await unknown.text())).toMatchObject({ code: 'unknown_route' });
    const head = await fetch(`${served.url}/nothing`, { method: 'HEAD' });
    expect(head.status).toBe(404);
    const method = await fetch(`${served.url}${chatPath}`);
    expect(method.status).toBe(405);
    expect(method.headers.get('allow')).toBe('POST');
    expect(errorOf(await method.text())).toMatchObject({ code: 'method_not_allowed' });
    const model = await fetch(`${served.url}/v1/models/kimi/x`, { method: 'DELETE' });
    expect(model.status).toBe(405);
  });

  it.each(['Reg', 'REG', ' reg'])(
    'refuses routing options under %j, where they would not take effect',
    async (name) => {
      await start();
      const body = { messages: [message], [name]: { freeOnly: true } };
      const answer = await rawRequest(served.port, postBytes(chatPath, JSON.stringify(body)));
      expect(answer.status).toBe(400);
      expect(errorOf(answer.body)).toMatchObject({ param: name, code: 'invalid_request' });
    },
  );

  it('does not send a long name back', async () => {
    await start();
    const long = 'x'.repeat(200_000);
    const body = JSON.stringify({ messages: [message], reg: { [long]: 1 } });
    const answer = await rawRequest(served.port, postBytes(chatPath, body));
    expect(answer.status).toBe(400);
    expect(answer.body.length).toBeLessThan(10_000);
  });

  it('does not let a body reach into the prototype of anything', async () => {
    await start();
    const body = '{"__proto__": {"polluted": true}, "messages": "x"}';
    await rawRequest(served.port, postBytes(chatPath, body));
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});
