import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { glmErrors } from '../glm/glm-errors.js';
import { startGlmSimulator } from '../glm/start-glm-simulator.js';
import { kimiErrors } from '../kimi/kimi-errors.js';
import { startKimiSimulator } from '../kimi/start-kimi-simulator.js';
import type { VendorSimulator } from '../vendor-simulator.js';

let kimi: VendorSimulator;
let glm: VendorSimulator;
beforeAll(async () => {
  [kimi, glm] = await Promise.all([startKimiSimulator({ keys: ['k'] }), startGlmSimulator()]);
});
afterEach(() => Promise.all([kimi.reset(), glm.reset()]));
afterAll(() => Promise.all([kimi.close(), glm.close()]));

const plain = { model: 'kimi-k3', max_tokens: 2_000, messages: [{ role: 'user', content: 'Hello' }] };
const headers = { 'x-api-key': 'k', 'anthropic-version': '2023-06-01' };

async function ask(simulator: VendorSimulator, body: unknown, more: Record<string, string> = headers) {
  const answer = await fetch(`${simulator.messagesUrl}/v1/messages`, {
    method: 'POST',
    headers: more,
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  return {
    status: answer.status,
    text,
    json: text.startsWith('{') ? (JSON.parse(text) as unknown) : undefined,
  };
}

const eventsIn = (text: string): { type: string; [field: string]: unknown }[] =>
  [...text.matchAll(/^event: (\w+)\ndata: (.*)$/gm)].map(([, name, data]) => {
    const event = JSON.parse(data ?? '') as { type: string };
    expect(event.type).toBe(name);
    return event;
  });

describe('Kimi’s Anthropic endpoint', () => {
  it('answers a message, its thinking signed', async () => {
    const { json } = await ask(kimi, plain);
    expect(json).toMatchObject({
      type: 'message',
      role: 'assistant',
      model: 'kimi-k3',
      content: [{ type: 'thinking', signature: expect.stringMatching(/.{40}/) }, { type: 'text' }],
      stop_reason: 'end_turn',
      usage: { output_tokens: kimi.lastAnswer?.usage.completionTokens },
    });
  });

  it('streams it: every block begins and ends, and message_stop comes last', async () => {
    const { text } = await ask(kimi, { ...plain, stream: true });
    const events = eventsIn(text);
    expect(events[0]?.type).toBe('message_start');
    expect(events.slice(-2).map(({ type }) => type)).toEqual(['message_delta', 'message_stop']);
    const count = (kind: string): number => events.filter(({ type }) => type === kind).length;
    expect([count('content_block_start'), count('content_block_stop'), count('ping')]).toEqual([2, 2, 1]);
    expect(text).not.toContain('[DONE]');
  });

  it.each<[string, unknown, Record<string, string>]>([
    ['no version', plain, { 'x-api-key': 'k' }],
    ['no limit', { ...plain, max_tokens: undefined }, headers],
    ['a word of OpenAI', { ...plain, stop: ['x'] }, headers],
    [
      'an empty text',
      { ...plain, messages: [{ role: 'user', content: [{ type: 'text', text: '' }] }] },
      headers,
    ],
    ['a role that it does not have', { ...plain, messages: [{ role: 'system', content: 'x' }] }, headers],
    ['a tool without a schema', { ...plain, tools: [{ name: 'x' }] }, headers],
    [
      'a result of nothing',
      { ...plain, messages: [{ role: 'user', content: [{ type: 'tool_result', tool_use_id: 'a' }] }] },
      headers,
    ],
    [
      'a call without a result',
      {
        ...plain,
        messages: [
          ...plain.messages,
          { role: 'assistant', content: [{ type: 'tool_use', id: 'a', name: 'x', input: {} }] },
          { role: 'user', content: 'Hm' },
        ],
      },
      headers,
    ],
    [
      'a signature that is not its own',
      {
        ...plain,
        messages: [
          ...plain.messages,
          {
            role: 'assistant',
            content: [
              { type: 'thinking', thinking: 'Hm', signature: 'of another' },
              { type: 'text', text: 'Hi' },
            ],
          },
        ],
      },
      headers,
    ],
  ])('refuses %s', async (_, body, sent) => {
    const { status, json } = await ask(kimi, body, sent);
    expect(status).toBe(400);
    expect(json).toMatchObject({ type: 'error', error: { type: 'invalid_request_error' } });
  });

  it('fails in Anthropic’s envelope with its own type, the coding plan in OpenAI’s', async () => {
    expect((await ask(kimi, plain, { ...headers, 'x-api-key': 'other' })).json).toMatchObject({
      type: 'error',
      error: { type: 'incorrect_api_key_error' },
    });
    kimi.script({ kind: 'error', error: kimiErrors.engineOverloaded });
    expect(await ask(kimi, plain)).toMatchObject({
      status: 429,
      json: { type: 'error', error: { type: 'engine_overloaded_error' }, request_id: expect.any(String) },
    });
  });
});

describe('GLM’s Anthropic endpoint', () => {
  const body = { ...plain, model: 'glm-5.3' };

  it('tells all counts at the end of a stream, none at its start', async () => {
    const events = eventsIn((await ask(glm, { ...body, stream: true })).text);
    expect(events[0]?.['message']).toMatchObject({ usage: { input_tokens: 0, output_tokens: 0 } });
    expect(events.at(-2)?.['usage']).toMatchObject({
      input_tokens: glm.lastAnswer?.usage.promptTokens,
      output_tokens: glm.lastAnswer?.usage.completionTokens,
    });
  });

  it('has its code in the message of an error, too', async () => {
    glm.script({ kind: 'error', error: glmErrors['1113'] });
    expect(await ask(glm, body)).toMatchObject({
      status: 429,
      json: {
        type: 'error',
        error: {
          type: 'rate_limit_error',
          code: '1113',
          message: expect.stringMatching(/^\[1113\]\[Insufficient balance.*\]\[\w+\]$/),
        },
      },
    });
  });

  it('refuses a key under HTTP 200 now and then', async () => {
    glm.script({ kind: 'error_in_200' });
    expect(await ask(glm, body)).toMatchObject({ status: 200, json: { code: 401, success: false } });
  });

  it('says [DONE] behind an error, and only there', async () => {
    const error = glmErrors['1302'];
    glm.script({ kind: 'error_mid_stream', error, named: true, done: true });
    const { text } = await ask(glm, { ...body, stream: true });
    expect(text).toMatch(/event: error\ndata: \{"error":\{"code":"1302".*\n\ndata: \[DONE\]\n\n$/);
  });
});
