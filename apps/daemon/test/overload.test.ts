import Anthropic, { APIError as AnthropicError } from '@anthropic-ai/sdk';
import OpenAI, { InternalServerError } from 'openai';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OverloadGuard } from '../src/http/overload-guard.js';
import { bootDaemon } from './booted-daemon.js';
import { createFakeRegistry } from './fake-registry.js';
import { serve, type Served } from './served.js';

/** A daemon that has too much to do for so many calls. */
function createBusyGuard() {
  const seen = { refuse: 0, refused: 0, inFlight: 0 };
  const guard: OverloadGuard = {
    enter() {
      if (seen.refuse > 0) {
        seen.refuse -= 1;
        seen.refused += 1;
        return false;
      }
      seen.inFlight += 1;
      return true;
    },
    leave: () => {
      seen.inFlight -= 1;
    },
    view: () => ({ delayMs: 40, refused: seen.refused, intakeMs: 2.5 }),
    close: () => undefined,
  };
  return { seen, guard };
}

const messages = [{ role: 'user' as const, content: 'hi' }];
let served: Served;
let busy: ReturnType<typeof createBusyGuard>;

beforeEach(async () => {
  busy = createBusyGuard();
  served = await serve(createFakeRegistry(), {
    overload: busy.guard,
    apiKeys: ['sk-a-key-of-this-daemon'],
  });
});
afterEach(async () => {
  await served.server.close();
});

const apiKey = 'sk-a-key-of-this-daemon';
const openAi = (maxRetries: number) => new OpenAI({ baseURL: `${served.url}/v1`, apiKey, maxRetries });
const anthropic = (maxRetries: number) => new Anthropic({ baseURL: served.url, apiKey, maxRetries });

describe('a daemon that has too much to do', () => {
  it('refuses in the words of each dialect and says when to come back', async () => {
    busy.seen.refuse = 3;
    const told = { status: 503, headers: expect.any(Headers) };
    const chat = await openAi(0)
      .chat.completions.create({ model: 'm', messages })
      .catch((error: unknown) => error);
    expect(chat).toBeInstanceOf(InternalServerError);
    expect(chat).toMatchObject({ ...told, code: 'overloaded', type: 'api_error' });
    expect((chat as InternalServerError).headers?.get('retry-after')).toBe('1');
    const response = await openAi(0)
      .responses.create({ model: 'm', input: 'hi' })
      .catch((error: unknown) => error);
    expect(response).toMatchObject({ ...told, code: 'overloaded' });
    const message = await anthropic(0)
      .messages.create({ model: 'm', max_tokens: 5, messages })
      .catch((error: unknown) => error);
    expect(message).toBeInstanceOf(AnthropicError);
    const { requestID, error } = message as { requestID: string; error: object };
    expect(error).toMatchObject({
      type: 'error',
      error: { type: 'overloaded_error', code: 'overloaded' },
      request_id: requestID,
    });
    expect((message as AnthropicError).headers?.get('retry-after')).toBe('1');
  });

  it('is asked again by its clients, who then get their answer', async () => {
    busy.seen.refuse = 1;
    const answer = await openAi(1).chat.completions.create({ model: 'm', messages });
    expect(answer.choices[0]?.message.content).toBe('hello');
    expect(busy.seen).toMatchObject({ refused: 1 });
    await expect.poll(() => busy.seen.inFlight).toBe(0);
  });

  it('looks neither at keys nor at the body of what it refuses, and keeps the connection', async () => {
    busy.seen.refuse = 2;
    const url = `${served.url}/v1/chat/completions`;
    for (const body of ['not json', 'x'.repeat(200_000)]) {
      const answer = await fetch(url, { method: 'POST', body });
      expect(answer.status).toBe(503);
      expect(answer.headers.get('connection')).toBe('keep-alive');
      expect(await answer.json()).toMatchObject({ error: { code: 'overloaded' } });
    }
    expect(served.ended.map(({ record, status }) => [record.route, record.errorCode, status])).toEqual([
      ['/v1/chat/completions', 'overloaded', 503],
      ['/v1/chat/completions', 'overloaded', 503],
    ]);
    const unknown = await fetch(url, { method: 'POST', body: 'not json' });
    expect(unknown.status).toBe(401);
  });

  it('answers whoever looks after it, and says how it does', async () => {
    busy.seen.refuse = 1000;
    const ready = await fetch(`${served.url}/readyz`);
    expect(await ready.json()).toMatchObject({ overload: { delayMs: 40, intakeMs: 2.5 } });
    const headers = { authorization: `Bearer ${apiKey}` };
    for (const path of ['/healthz', '/metrics', '/v1/registry/circuits', '/v1/models'])
      expect((await fetch(served.url + path, { headers })).status, path).toBe(200);
    expect(busy.seen.refuse).toBe(1000);
  });
});

describe('a daemon as it comes', () => {
  it('refuses none of many calls that come at once', async () => {
    await using booted = await bootDaemon();
    const client = booted.client();
    const answers = await Promise.all(
      Array.from({ length: 64 }, () => client.chat.completions.create({ model: 'kimi-k2.6', messages })),
    );
    expect(answers).toHaveLength(64);
    expect(await (await fetch(`${booted.url}/readyz`)).json()).toMatchObject({ overload: { refused: 0 } });
    expect(await (await fetch(`${booted.url}/metrics`)).text()).not.toContain('reg_overload_refused_total 1');
  });
});
