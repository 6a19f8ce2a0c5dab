import { request as httpRequest } from 'node:http';
import { describe, expect, it } from 'vitest';
import { chat, send } from '../test/talk.js';
import { startGlmSimulator } from './glm/start-glm-simulator.js';
import { fingerprintKey } from './http/request-log.js';
import { startKimiSimulator } from './kimi/start-kimi-simulator.js';

describe('the record of requests', () => {
  it('holds what was sent, but of the key only a fingerprint', async () => {
    await using simulator = await startKimiSimulator();
    await chat(simulator, { model: 'kimi-k3' }, 'sk-very-secret-key');
    const [record] = simulator.requests;
    expect(record).toMatchObject({
      method: 'POST',
      path: '/v1/chat/completions',
      body: { model: 'kimi-k3', messages: [{ role: 'user', content: 'Hello there' }] },
      keyFingerprint: fingerprintKey('sk-very-secret-key'),
      status: 200,
      finished: true,
      aborted: false,
    });
    expect(record?.headers['authorization']).toBe(`sha256:${fingerprintKey('sk-very-secret-key')}`);
    expect(JSON.stringify(simulator.requests)).not.toContain('very-secret');
  });

  it('keeps the last requests only, and starts anew after a reset', async () => {
    await using simulator = await startKimiSimulator({ maxRequests: 2 });
    for (const path of ['/a', '/b', '/c']) await send(simulator, path);
    expect(simulator.requests.map((request) => request.path)).toEqual(['/v1/b', '/v1/c']);
    await simulator.reset();
    expect(simulator.requests).toEqual([]);
    expect(simulator.lastAnswer).toBeUndefined();
  });

  it('does not keep large bodies', async () => {
    await using simulator = await startKimiSimulator();
    await send(simulator, '/chat/completions', {
      body: { model: 'kimi-k3', padding: 'x'.repeat(5_000_000) },
    });
    expect(simulator.requests[0]).toMatchObject({ body: undefined, status: 400 });
    expect(simulator.requests[0]?.bodyBytes).toBeGreaterThan(5_000_000);
    for (let turn = 0; turn < 10; turn += 1)
      await send(simulator, '/chat/completions', { body: { padding: 'x'.repeat(4_000_000) } });
    const kept = simulator.requests.filter((request) => request.body !== undefined);
    expect(kept.length).toBe(8);
    expect(simulator.requests.at(-1)).toBe(kept.at(-1));
  });
});

describe('the server', () => {
  it('serves the models that it is told to, also unknown ones', async () => {
    await using simulator = await startKimiSimulator({ models: ['kimi-k3', 'kimi-k9'] });
    expect((await chat(simulator, { model: 'kimi-k9' })).status).toBe(200);
    expect((await chat(simulator, { model: 'kimi-k2.6' })).status).toBe(404);
  });

  it('refuses a body that is too large, declared or not', async () => {
    await using kimi = await startKimiSimulator({ maxBodyBytes: 1_000 });
    await using glm = await startGlmSimulator({ maxBodyBytes: 1_000 });
    expect(await postStatus(`${kimi.baseUrl}/chat/completions`, 2_000, true)).toBe(413);
    expect(await postStatus(`${kimi.baseUrl}/chat/completions`, 2_000, false)).toBe(413);
    expect(await postStatus(`${glm.baseUrl}/chat/completions`, 2_000, true)).toBe(435);
    expect((await chat(kimi, { model: 'kimi-k3' })).status).toBe(200);
  });

  it('ends every connection when it closes, and closes twice', async () => {
    const simulator = await startKimiSimulator();
    simulator.script({ kind: 'silence' });
    const hanging = chat(simulator, { model: 'kimi-k3' });
    await simulator.received(1);
    const [outcome] = await Promise.all([
      hanging.then(
        () => 'answered',
        () => 'broken',
      ),
      simulator.close(),
      simulator.close(),
    ]);
    expect(outcome).toBe('broken');
    expect(simulator.inFlight).toBe(0);
    await simulator.close();
    await expect(chat(simulator, { model: 'kimi-k3' })).rejects.toThrow();
  });

  it('listens on the port that it is given and says when it cannot', async () => {
    await using first = await startKimiSimulator();
    const port = Number(new URL(first.origin).port);
    await expect(startKimiSimulator({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  it('survives a client that leaves in the middle of its request', async () => {
    await using simulator = await startKimiSimulator();
    const request = httpRequest(`${simulator.baseUrl}/chat/completions`, {
      method: 'POST',
      headers: { 'content-length': 1_000 },
    });
    request.on('error', () => undefined);
    request.write('{"model":');
    await simulator.received(1);
    request.destroy();
    await simulator.idle();
    expect(simulator.requests[0]).toMatchObject({ aborted: true, finished: false });
    expect((await chat(simulator, { model: 'kimi-k3' })).status).toBe(200);
  });
});

function postStatus(url: string, bytes: number, isDeclared: boolean): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: 'Bearer x', ...(isDeclared ? { 'content-length': bytes } : {}) };
    const request = httpRequest(url, { method: 'POST', headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    request.once('error', reject);
    request.end(Buffer.alloc(bytes, 'x'));
  });
}
