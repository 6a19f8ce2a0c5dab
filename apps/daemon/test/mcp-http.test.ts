import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import type { Progress } from '@modelcontextprotocol/sdk/types.js';
import { afterEach, describe, expect, it } from 'vitest';
import { bootDaemon, glmKey, kimiKey, type BootedDaemon, type BootOptions } from './booted-daemon.js';
import { allText, connectClient, errorOf, httpTransport, textOf } from './mcp-client.js';

let booted: BootedDaemon;
const clients: Client[] = [];
/** A busy machine is slow. */
const patient = { timeout: 15_000 };

afterEach(async () => {
  for (const client of clients.splice(0)) await client.close();
  await booted[Symbol.asyncDispose]();
});

async function boot(options: BootOptions = {}): Promise<Client> {
  booted = await bootDaemon(options);
  return connect();
}

async function connect(headers?: Record<string, string>): Promise<Client> {
  const client = await connectClient(httpTransport(booted.url, headers));
  clients.push(client);
  return client;
}

const chat = (client: Client, args: Record<string, unknown>, options = {}) =>
  client.callTool({ name: 'chat', arguments: args }, undefined, options);

const lastLine = () => booted.logLines.findLast(({ msg, path }) => msg === 'request' && path === '/mcp');

/** POSTs messages as a client without the SDK would. */
const post = (body: unknown, headers: Record<string, string> = {}) =>
  fetch(`${booted.url}/mcp`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...headers,
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

const callOf = (id: string | number, name: string, args: unknown = {}) => ({
  jsonrpc: '2.0',
  id,
  method: 'tools/call',
  params: { name, arguments: args },
});

describe('what /mcp offers', () => {
  it('introduces itself and lists its tools with schemas and hints', async () => {
    const client = await boot();
    expect(client.getServerVersion()).toMatchObject({ name: 'reg' });
    expect(client.getInstructions()).toContain('explain_route');
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual([
      'chat',
      'list_models',
      'explain_route',
      'diagnose',
      'usage',
    ]);
    for (const tool of tools) {
      expect(tool.description).toBeTruthy();
      expect(tool.inputSchema).toMatchObject({ type: 'object', additionalProperties: false });
      expect(tool.outputSchema).toMatchObject({ type: 'object' });
      expect(tool.annotations?.readOnlyHint).toBe(tool.name !== 'chat');
      expect(tool.annotations?.openWorldHint).toBe(tool.name === 'chat');
    }
  });

  it('has the catalogue and the diagnoses as JSON resources', async () => {
    const client = await boot();
    const { resources } = await client.listResources();
    expect(resources.map(({ uri }) => uri)).toEqual(['reg://models', 'reg://diagnostics']);
    const read = async (uri: string) => {
      const [content] = (await client.readResource({ uri })).contents;
      expect(content).toMatchObject({ uri, mimeType: 'application/json' });
      return JSON.parse((content as { text: string }).text) as Record<string, never>;
    };
    const { models } = await read('reg://models');
    expect(models).toContainEqual(expect.objectContaining({ target: 'kimi/kimi-k2.6', available: true }));
    expect(models).toContainEqual(expect.objectContaining({ status: 'retired', available: false }));
    const { providers } = await read('reg://diagnostics');
    expect(providers).toContainEqual(expect.objectContaining({ provider: 'glm', usable: true }));
  });
});

describe('chat over /mcp', () => {
  it('answers with the text, and with who gave it for how much', async () => {
    const client = await boot();
    const result = await chat(client, { prompt: 'What is a tide?', model: 'kimi-k2.6', system: 'Be brief.' });
    expect(textOf(result)).toContain('What is a tide?');
    expect(result.structuredContent).toMatchObject({
      text: textOf(result),
      finishReason: 'stop',
      provider: 'kimi',
      model: 'kimi-k2.6',
      fallback: false,
      sandbox: false,
      attempts: [{ number: 1, outcome: 'success' }],
      decisionId: expect.stringMatching(/./),
      costUsd: expect.any(Number),
    });
    const sent = booted.kimi.requests.at(-1)?.body as { messages: unknown[] };
    expect(sent.messages[0]).toEqual({ role: 'system', content: 'Be brief.' });
    await expect
      .poll(lastLine, patient)
      .toMatchObject({ status: 200, provider: 'kimi', model: 'kimi-k2.6', attempts: 1 });
    expect(JSON.stringify(booted.logLines)).not.toContain('tide');
  });

  it('takes a conversation with fields that it does not know, and limits', async () => {
    const client = await boot();
    const messages = [
      {
        role: 'user',
        content: [{ type: 'text', text: 'Write 200 words about rain', extra: 1 }],
        name: 'ann',
      },
    ];
    const result = await chat(client, { messages, model: 'kimi-k2.6', maxTokens: 20 });
    expect(result.structuredContent).toMatchObject({ finishReason: 'length' });
    expect(allText(result)).toContain('token limit');
    const sent = booted.kimi.requests.at(-1)?.body as { messages: unknown; max_tokens: number };
    expect(JSON.stringify(sent.messages)).toContain('"name":"ann"');
    expect(JSON.stringify(sent)).toContain('20');
  });

  it('fails over and tells of every attempt', async () => {
    const client = await boot();
    booted.kimi.script({ kind: 'error', error: booted.kimi.errors['engineOverloaded']!, times: 'always' });
    const result = await chat(client, { prompt: 'hi', model: 'kimi-k2.6', allowFallback: true });
    expect(result.structuredContent).toMatchObject({ provider: 'glm', fallback: true });
    const { attempts } = result.structuredContent as { attempts: { provider: string; outcome: string }[] };
    expect(attempts.length).toBeGreaterThan(1);
    expect(attempts[0]).toMatchObject({ provider: 'kimi', outcome: 'overloaded' });
  });

  it('keeps its promises about money', async () => {
    const client = await boot();
    const free = await chat(client, { prompt: 'hi', freeOnly: true });
    expect(free.structuredContent).toMatchObject({ costUsd: 0, provider: 'glm' });
    const dear = await chat(client, { prompt: 'hi', model: 'kimi-k2.6', maxCostUsd: 0.000_000_1 });
    expect(errorOf(dear)).toMatchObject({ isError: true, code: 'over_cost_cap', status: 400 });
    expect(booted.kimi.requests).toHaveLength(0);
  });

  it('tells how it goes while the answer comes, at a bounded rate and always forward', async () => {
    const client = await boot({ simulators: { chunkDelayMs: 2, tokensPerChunk: 1 } });
    const seen: Progress[] = [];
    const result = await chat(
      client,
      { prompt: 'Write 300 words about wind', model: 'kimi-k2.6' },
      { onprogress: (progress: Progress) => seen.push(progress) },
    );
    expect(textOf(result).split(/\s+/)).toHaveLength(300);
    expect(result.structuredContent).toMatchObject({
      finishReason: 'stop',
      attempts: [{ outcome: 'success' }],
    });
    expect(seen.length).toBeGreaterThan(1);
    expect(seen.length).toBeLessThan(100);
    expect(seen.map(({ progress }) => progress)).toEqual(
      seen.map(({ progress }) => progress).toSorted((left, right) => left - right),
    );
    expect(new Set(seen.map(({ progress }) => progress)).size).toBe(seen.length);
    expect(seen.at(-1)?.message).toMatch(/^kimi\/kimi-k2\.6 is answering: \d+ characters$/);
  });

  it('calls a broken stream an error and hands over what came of it', async () => {
    const client = await boot({ simulators: { tokensPerChunk: 1 } });
    booted.kimi.script({ kind: 'cut', afterContentChunks: 80, times: 'always' });
    const result = await chat(
      client,
      { prompt: 'Write 90 words about snow', model: 'kimi-k2.6' },
      { onprogress: () => undefined },
    );
    expect(errorOf(result)).toMatchObject({ isError: true, status: 502 });
    expect(textOf(result)).toContain('broke off');
    expect(allText(result).split('\n').at(-1)).not.toBe('');
    expect(result.structuredContent).toBeUndefined();
    await expect.poll(lastLine, patient).toHaveProperty('errorCode');
  });
});

describe('a chat that nobody waits for any more', () => {
  // Clients keep spare connections open for a while; the daemon need not wait for them here.
  const impatient = { overrides: { server: { drainTimeoutMs: 50 } } };
  const slow = { kind: 'silence_after_headers', times: 'always' } as const;

  it.each([
    ['with progress', { onprogress: () => undefined }],
    ['without progress', {}],
  ])('ends upstream when it is cancelled, %s', async (_how, options) => {
    const client = await boot();
    booted.kimi.script(slow);
    const abort = new AbortController();
    const call = chat(client, { prompt: 'hi', model: 'kimi-k2.6' }, { signal: abort.signal, ...options });
    await booted.kimi.received(1);
    abort.abort('not needed');
    await expect(call).rejects.toThrow('not needed');
    await booted.kimi.idle();
    expect(booted.kimi.requests[0]).toMatchObject({ aborted: true });
    // The response of the cancelled request is closed, and the client goes on.
    await expect.poll(() => booted.logLines.filter(({ status }) => status === 200), patient).toHaveLength(2);
    expect(textOf(await client.callTool({ name: 'usage', arguments: {} }))).toContain(
      '1 attempts (0 answered)',
    );
  });

  it('ends upstream when the client goes away', async () => {
    const client = await boot(impatient);
    booted.kimi.script(slow);
    const call = chat(client, { prompt: 'hi', model: 'kimi-k2.6' });
    await booted.kimi.received(1);
    await client.close();
    await expect(call).rejects.toThrow();
    await booted.kimi.idle();
    expect(booted.kimi.requests[0]).toMatchObject({ aborted: true });
  });

  it('ends upstream when its session is deleted, and leaves other sessions alone', async () => {
    await boot(impatient);
    booted.kimi.script(slow);
    const [mine, others] = await Promise.all(
      ['mine', 'others'].map((session) =>
        post(callOf(1, 'chat', { prompt: 'hi', model: 'kimi-k2.6' }), { 'mcp-session-id': session }),
      ),
    );
    await booted.kimi.received(2);
    const deleted = await fetch(`${booted.url}/mcp`, {
      method: 'DELETE',
      headers: { 'mcp-session-id': 'mine' },
    });
    expect(deleted.status).toBe(200);
    expect(await mine?.text()).toBe('');
    await expect.poll(() => booted.kimi.requests.filter(({ aborted }) => aborted), patient).toHaveLength(1);
    await others?.body?.cancel();
    await booted.kimi.idle();
  });

  it('cancels one request of a batch by its number, 0 included, and answers the other', async () => {
    await boot();
    booted.kimi.script({ ...slow, when: { model: 'kimi-k2.6' } });
    const session = { 'mcp-session-id': 'batch' };
    const answer = await post(
      [callOf(0, 'chat', { prompt: 'hi', model: 'kimi-k2.6' }), callOf('b', 'usage')],
      session,
    );
    await booted.kimi.received(1);
    const cancelled = await post(
      { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 0 } },
      session,
    );
    expect(cancelled.status).toBe(202);
    const text = await answer.text();
    expect(text).toContain('"id":"b"');
    expect(text).not.toContain('"id":0');
    await booted.kimi.idle();
    expect(booted.kimi.requests[0]).toMatchObject({ aborted: true });
  });

  it('is told of a shutdown that will not wait, as a result and not as silence', async () => {
    const client = await boot(impatient);
    booted.kimi.script(slow);
    const call = chat(client, { prompt: 'hi', model: 'kimi-k2.6' });
    await booted.kimi.received(1);
    const closed = booted.daemon.close();
    expect(errorOf(await call)).toMatchObject({ isError: true, code: 'server_shutting_down', status: 503 });
    await closed;
  });
});

describe('errors over /mcp', () => {
  it('come as results with a readable text and a code, never with a key or a stack', async () => {
    const client = await boot();
    booted.kimi.script({
      kind: 'error',
      error: booted.kimi.errors['invalidAuthentication']!,
      times: 'always',
    });
    const results = [
      await chat(client, { prompt: 'hi', model: 'kimi-k2.66' }),
      await chat(client, { prompt: 'hi', model: 'kimi-k2.6' }),
      await chat(client, { prompt: 'hi', category: 'swift' }),
      await client.callTool({ name: 'explain_route', arguments: { prompt: 'hi', category: 'swift' } }),
      await client.callTool({ name: 'diagnose', arguments: { provider: 'klm' } }),
    ];
    for (const result of results) {
      expect(result.isError).toBe(true);
      expect(textOf(result)).toMatch(/\(code: \w+\)$/);
      expect(JSON.stringify(result)).not.toMatch(/\n {4}at |\.ts:\d/);
      expect(JSON.stringify(result)).not.toContain(kimiKey);
      expect(JSON.stringify(result)).not.toContain(glmKey);
    }
    expect(results.map((result) => errorOf(result)['code'])).toEqual([
      'model_not_found',
      'upstream_credentials_exhausted',
      'invalid_request',
      'invalid_request',
      'provider_not_registered',
    ]);
    expect(textOf(results[0])).toContain('kimi-k2.6');
  });

  it.each([
    [{}, 'either prompt or messages'],
    [{ prompt: 'hi', messages: [{ role: 'user', content: 'hi' }] }, 'either prompt or messages'],
    [{ prompt: 'hi', maxCostUSD: 1 }, 'maxCostUSD'],
    [{ prompt: 'hi', maxTokens: 0 }, 'maxTokens'],
    [{ messages: [{ role: 'robot', content: 'hi' }] }, 'messages'],
  ])('refuse arguments that mean nothing: %j', async (args, told) => {
    const client = await boot();
    const result = await chat(client, args);
    expect(result.isError).toBe(true);
    expect(textOf(result)).toContain(told);
    expect(booted.kimi.requests).toHaveLength(0);
    expect(booted.glm.requests).toHaveLength(0);
  });
});

describe('the tools that call nobody', () => {
  it('list models, explain, diagnose and account for what was used', async () => {
    const client = await boot();
    const models = await client.callTool({ name: 'list_models', arguments: {} });
    expect(textOf(models)).toMatch(/^- kimi-k2\.6 \(kimi\): window \d+/m);
    expect(models.structuredContent).toMatchObject({ sandbox: false });
    const { models: listed, routes } = models.structuredContent as Record<string, { available: boolean }[]>;
    expect(listed?.every(({ available }) => available)).toBe(true);
    expect(routes).toContainEqual({ id: 'auto:balanced', category: 'balanced' });
    const all = await client.callTool({ name: 'list_models', arguments: { all: true } });
    expect((all.structuredContent as { models: unknown[] }).models.length).toBeGreaterThan(
      listed?.length ?? 0,
    );

    const explained = await client.callTool({
      name: 'explain_route',
      arguments: { prompt: 'hi', freeOnly: true },
    });
    expect(textOf(explained)).toMatch(/^1\. glm\//m);
    expect(explained.structuredContent).toMatchObject({
      ranked: [
        { position: 1, free: true },
        ...Array<unknown>(rankedCount(explained) - 1).fill({ free: true }),
      ],
    });

    const diagnosed = await client.callTool({ name: 'diagnose', arguments: { provider: 'kimi' } });
    expect(diagnosed.structuredContent).toMatchObject({ providers: [{ provider: 'kimi', usable: true }] });
    expect(textOf(diagnosed)).toBe('kimi: usable');
    expect(booted.kimi.requests).toHaveLength(0);
    expect(booted.glm.requests).toHaveLength(0);

    await chat(client, { prompt: 'hi', model: 'kimi-k2.6' });
    const usage = await client.callTool({ name: 'usage', arguments: {} });
    expect(usage.structuredContent).toMatchObject({
      total: { attempts: 1, successes: 1, unknownCostAttempts: 0 },
      models: [{ provider: 'kimi', model: 'kimi-k2.6', attempts: 1, failures: {} }],
    });
    expect(textOf(usage)).toMatch(/kimi\/kimi-k2\.6: 1 attempts \(1 answered\)/);
  });
});

function rankedCount(result: unknown): number {
  return (result as { structuredContent: { ranked: unknown[] } }).structuredContent.ranked.length;
}

describe('who may use /mcp', () => {
  it('wants one of the keys where keys are set, and says so in JSON-RPC', async () => {
    booted = await bootDaemon({ env: { REG_API_KEYS: 'a-long-enough-key-1' } });
    await expect(connect()).rejects.toThrow(/401|invalid_api_key/);
    const refused = await post(callOf(1, 'usage'));
    expect(refused.status).toBe(401);
    expect(await refused.json()).toMatchObject({
      jsonrpc: '2.0',
      id: null,
      error: { code: -32_000, data: { code: 'invalid_api_key' } },
    });
    const client = await connect({ authorization: 'Bearer a-long-enough-key-1' });
    expect((await client.listTools()).tools).toHaveLength(5);
  });

  it('refuses web pages of other sites', async () => {
    await boot();
    const refused = await post(callOf(1, 'usage'), { origin: 'https://evil.example' });
    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject({ error: { data: { code: 'origin_not_allowed' } } });
  });

  it.each([
    ['a body that is no JSON', '{', 400, 'invalid_json'],
    ['a body that is too large', callOf(1, 'chat', { prompt: 'x'.repeat(3000) }), 413, 'request_too_large'],
  ])('refuses %s', async (_what, body, status, code) => {
    await boot({ overrides: { server: { bodyLimitBytes: 2048 } } });
    const refused = await post(body);
    expect(refused.status).toBe(status);
    expect(await refused.json()).toMatchObject({ jsonrpc: '2.0', error: { data: { code } } });
  });

  it('gives each client a session id, takes any well-formed one, and has no GET', async () => {
    await boot();
    const initialize = {
      jsonrpc: '2.0',
      id: 1,
      method: 'initialize',
      params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 't', version: '1' } },
    };
    const ids = await Promise.all(
      [1, 2].map(async () => {
        const answer = await post(initialize);
        expect(answer.headers.get('x-request-id')).toMatch(/^req-/);
        await answer.text();
        return answer.headers.get('mcp-session-id');
      }),
    );
    expect(new Set(ids).size).toBe(2);
    expect(ids[0]).toMatch(/^[\da-f-]{36}$/);
    // Of a daemon before this one, for example.
    const answer = await post(callOf(2, 'usage'), { 'mcp-session-id': 'from-before-a-restart' });
    expect(await answer.text()).toContain('Nothing was called');
    const malformed = await post(callOf(2, 'usage'), { 'mcp-session-id': 'x'.repeat(200) });
    expect(malformed.status).toBe(400);
    const get = await fetch(`${booted.url}/mcp`, { headers: { accept: 'text/event-stream' } });
    expect(get.status).toBe(405);
    expect(get.headers.get('allow')).toBe('POST, DELETE');
  });
});
