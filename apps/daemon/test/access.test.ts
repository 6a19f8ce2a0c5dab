import { afterEach, describe, expect, it } from 'vitest';
import { createFakeRegistry } from './fake-registry.js';
import { postBytes, rawRequest } from './raw-request.js';
import { serve, type Served } from './served.js';

const body = JSON.stringify({ messages: [{ role: 'user', content: 'hi' }] });
let served: Served;

afterEach(async () => {
  await served.server.close();
});

describe('a daemon with keys', () => {
  it('answers 401 without a key on every route but the health checks', async () => {
    served = await serve(createFakeRegistry(), { apiKeys: ['the-key'] });
    for (const path of ['/v1/models', '/metrics', '/openapi.json', '/v1/registry/snapshot', '/nothing']) {
      const answer = await fetch(`${served.url}${path}`);
      expect([path, answer.status]).toEqual([path, 401]);
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
      expect(await answer.json()).toMatchObject({
        error: { type: 'authentication_error', code: 'invalid_api_key' },
      });
    }
    expect((await fetch(`${served.url}/healthz`)).status).toBe(200);
    expect((await fetch(`${served.url}/readyz`)).status).toBe(503);
  });

  it('takes the key in the header of any dialect, from any host name', async () => {
    served = await serve(createFakeRegistry(), { apiKeys: ['the-key'] });
    for (const header of ['Authorization: Bearer the-key', 'X-Api-Key: the-key', 'Api-Key: the-key']) {
      const bytes = postBytes('/v1/chat/completions', body, [header]).replace('127.0.0.1', 'gateway.example');
      expect((await rawRequest(served.port, bytes)).status).toBe(200);
    }
  });

  it('refuses a wrong key before it reads the body', async () => {
    const registry = createFakeRegistry();
    served = await serve(registry, { apiKeys: ['the-key'], bodyLimitBytes: 10 });
    const answer = await rawRequest(
      served.port,
      postBytes('/v1/chat/completions', body, ['Authorization: Bearer wrong']),
    );
    expect(answer.status).toBe(401);
    expect(registry.calls).toEqual([]);
  });
});

describe('a daemon without keys', () => {
  it('refuses a name that was re-pointed to this machine, and pages of other sites', async () => {
    served = await serve(createFakeRegistry());
    const good = postBytes('/v1/chat/completions', body);
    expect((await rawRequest(served.port, good)).status).toBe(200);
    const rebound = await rawRequest(served.port, good.replace('127.0.0.1', 'evil.example'));
    expect(rebound.status).toBe(403);
    expect(rebound.body).toContain('host_not_allowed');
    const crossSite = await rawRequest(
      served.port,
      postBytes('/v1/chat/completions', body, ['Origin: https://evil.example']),
    );
    expect(crossSite.status).toBe(403);
    expect(crossSite.body).toContain('origin_not_allowed');
  });
});

describe('a daemon that drains', () => {
  it('answers 503 to everything but the question whether it lives', async () => {
    served = await serve(createFakeRegistry());
    served.drainFlag = true;
    expect((await fetch(`${served.url}/healthz`)).status).toBe(200);
    const ready = await fetch(`${served.url}/readyz`);
    expect(ready.status).toBe(503);
    expect(await ready.json()).toMatchObject({ status: 'draining' });
    const chat = await rawRequest(served.port, postBytes('/v1/chat/completions', body));
    expect(chat.status).toBe(503);
    expect(chat.body).toContain('server_shutting_down');
  });
});
