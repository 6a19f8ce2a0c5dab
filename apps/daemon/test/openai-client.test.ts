import OpenAI from 'openai';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { bootDaemon, type BootedDaemon } from './booted-daemon.js';

const model = 'kimi-k2.6';
const pixel =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const weatherTool: OpenAI.ChatCompletionTool = {
  type: 'function',
  function: {
    name: 'get_weather',
    description: 'The weather of a city.',
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  },
};

let booted: BootedDaemon;
let client: OpenAI;

beforeAll(async () => {
  booted = await bootDaemon();
  client = booted.client();
});
afterEach(async () => {
  await Promise.all([booted.kimi.reset(), booted.glm.reset()]);
});
afterAll(async () => {
  await booted[Symbol.asyncDispose]();
});

function user(
  content: OpenAI.ChatCompletionUserMessageParam['content'],
): OpenAI.ChatCompletionMessageParam[] {
  return [{ role: 'user', content }];
}

describe('the openai client against the running daemon', () => {
  it.each(['kimi-k2.6', 'glm-4.7-flash', 'auto', 'auto:fast_response'])('chats with %s', async (name) => {
    const { data, response } = await client.chat.completions
      .create({ model: name, messages: user('What is a circuit breaker?') })
      .withResponse();
    expect(data.object).toBe('chat.completion');
    expect(data.choices[0]?.message.content).toContain('What is a circuit breaker?');
    expect(data.choices[0]?.finish_reason).toBe('stop');
    expect(data.usage?.total_tokens).toBeGreaterThan(0);
    expect(['kimi', 'glm']).toContain(response.headers.get('x-reg-provider'));
    expect(response.headers.get('x-reg-model')).toBe(data.model);
    expect(response.headers.get('x-reg-attempts')).toBe('1');
    expect(response.headers.get('x-reg-decision-id')).toMatch(/\S/);
    expect(Number(response.headers.get('x-reg-overhead-ms'))).toBeGreaterThanOrEqual(0);
    expect(Number(response.headers.get('x-reg-cost-usd'))).toBeGreaterThanOrEqual(0);
    expect(response.headers.get('x-request-id')).toMatch(/^req-/);
    expect(response.headers.get('x-reg-sandbox')).toBeNull();
  });

  it.each(['kimi-k2.6', 'glm-4.7-flash'])('streams from %s, with usage at the end', async (name) => {
    const stream = await client.chat.completions.create({
      model: name,
      messages: user('Write 40 words about tides'),
      stream: true,
      stream_options: { include_usage: true },
    });
    const chunks: OpenAI.ChatCompletionChunk[] = [];
    for await (const chunk of stream) chunks.push(chunk);
    const text = chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('');
    expect(text.split(/\s+/)).toHaveLength(40);
    const finishes = chunks.flatMap((chunk) => chunk.choices[0]?.finish_reason ?? []);
    expect(finishes).toEqual(['stop']);
    const last = chunks.at(-1);
    expect(last?.choices).toEqual([]);
    expect(last?.usage?.completion_tokens).toBeGreaterThan(0);
    expect(chunks.slice(0, -1).every((chunk) => chunk.usage === null)).toBe(true);
  });

  it('leaves usage out of a stream that did not ask for it', async () => {
    const stream = await client.chat.completions.create({ model, messages: user('hi'), stream: true });
    for await (const chunk of stream) expect(chunk).not.toHaveProperty('usage');
  });

  it.each(['kimi-k2.6', 'glm-4.7'])('calls a tool of %s and uses its answer', async (name) => {
    const messages = user('Use get_weather for Lisbon');
    const first = await client.chat.completions.create({ model: name, messages, tools: [weatherTool] });
    const message = first.choices[0]?.message;
    const call = message?.tool_calls?.[0];
    expect(first.choices[0]?.finish_reason).toBe('tool_calls');
    if (message === undefined || call?.type !== 'function') throw new Error('no tool call');
    expect(call.function.name).toBe('get_weather');
    expect(JSON.parse(call.function.arguments)).toHaveProperty('city');
    const second = await client.chat.completions.create({
      model: name,
      messages: [...messages, message, { role: 'tool', tool_call_id: call.id, content: '21 degrees, sunny' }],
      tools: [weatherTool],
    });
    expect(second.choices[0]?.message.content).toContain('21 degrees, sunny');
  });

  it.each(['kimi-k2.6', 'glm-4.7'])('streams a tool call of %s in parts that fit together', async (name) => {
    const stream = client.chat.completions.stream({
      model: name,
      messages: user('Use get_weather for Porto'),
      tools: [weatherTool],
    });
    const final = await stream.finalChatCompletion();
    const call = final.choices[0]?.message.tool_calls?.[0];
    expect(final.choices[0]?.finish_reason).toBe('tool_calls');
    expect(call?.type === 'function' && JSON.parse(call.function.arguments)).toHaveProperty('city');
  });

  it('sends an image to a model that sees', async () => {
    const { data, response } = await client.chat.completions
      .create({
        model: 'auto',
        messages: user([
          { type: 'text', text: 'What is this?' },
          { type: 'image_url', image_url: { url: pixel } },
        ]),
      })
      .withResponse();
    expect(data.choices[0]?.message.content).toContain('I was given an image');
    const target = `${response.headers.get('x-reg-provider')}/${response.headers.get('x-reg-model')}`;
    const described = booted.daemon.registry.listAvailableModels().find((row) => row.target === target);
    expect(described?.descriptor.capabilities.vision).toBe(true);
  });

  it('has a picture from a tool seen by a vendor that takes text alone from tools', async () => {
    const call = { id: 'c', type: 'function' as const, function: { name: 'get_weather', arguments: '{}' } };
    const photo = [{ type: 'image_url', image_url: { url: pixel } }];
    const messages = [
      ...user('Use get_weather for Lisbon'),
      { role: 'assistant', content: null, tool_calls: [call] },
      // The client's own types know text here; servers that take pictures get them all the same.
      { role: 'tool', tool_call_id: 'c', content: photo },
    ] as OpenAI.ChatCompletionMessageParam[];
    const { data, response } = await client.chat.completions
      .create({ model: 'glm/glm-4.6v', messages, tools: [weatherTool] })
      .withResponse();
    expect(response.headers.get('x-reg-warnings')).toContain('messages changed');
    expect(data.choices[0]?.message.content).toContain('I was given an image');
    expect(booted.glm.requests.map(({ status }) => status)).toEqual([200]);
  });

  it('answers in JSON when asked for it', async () => {
    const object = await client.chat.completions.create({
      model,
      messages: user('Give me JSON about the sea'),
      response_format: { type: 'json_object' },
    });
    expect(JSON.parse(object.choices[0]?.message.content ?? '')).toBeTypeOf('object');
    const schema = await client.chat.completions.create({
      model,
      messages: user('A point'),
      response_format: {
        type: 'json_schema',
        json_schema: {
          name: 'point',
          strict: true,
          schema: {
            type: 'object',
            properties: { x: { type: 'number' }, y: { type: 'number' } },
            required: ['x', 'y'],
            additionalProperties: false,
          },
        },
      },
    });
    expect(JSON.parse(schema.choices[0]?.message.content ?? '')).toEqual({
      x: expect.any(Number),
      y: expect.any(Number),
    });
  });

  it('maps errors to the client’s own classes', async () => {
    const ask = (name: string, rest: object = {}) =>
      client.chat.completions.create({ model: name, messages: user('hi'), ...rest });
    const unknown = await ask('kimi-k2.66').catch((error: unknown) => error);
    expect(unknown).toBeInstanceOf(OpenAI.NotFoundError);
    expect((unknown as Error).message).toContain('kimi-k2.6');
    await expect(ask(model, { temperature: 'hot' })).rejects.toBeInstanceOf(OpenAI.BadRequestError);
    await expect(ask(model, { reg: { freeOnly: 'yes' } })).rejects.toMatchObject({
      status: 400,
      param: 'reg.freeOnly',
    });
    expect(booted.kimi.requests).toHaveLength(0);
  });

  it('lists the models and finds each by its id', async () => {
    const ids: string[] = [];
    for await (const row of client.models.list()) ids.push(row.id);
    expect(ids).toEqual(expect.arrayContaining(['kimi-k2.6', 'glm-4.7-flash', 'auto']));
    const byTarget = await client.models.retrieve('kimi/kimi-k2.6');
    expect(byTarget).toMatchObject({ object: 'model', owned_by: 'kimi', reg: { target: 'kimi/kimi-k2.6' } });
    await expect(client.models.retrieve('kimi-9')).rejects.toBeInstanceOf(OpenAI.NotFoundError);
  });

  it('aborts upstream when the client aborts', async () => {
    booted.kimi.script({ kind: 'slow_chunks', ms: 200, times: 'always' });
    const stream = await client.chat.completions.create({
      model,
      messages: user('Write 500 words about patience'),
      stream: true,
    });
    for await (const _chunk of stream) {
      stream.controller.abort();
      break;
    }
    await expect.poll(() => booted.kimi.requests.at(-1)?.aborted).toBe(true);
    await booted.kimi.idle();
  });
});

describe('routing through the daemon', () => {
  it('fails over when the caller allows it, and says so', async () => {
    booted.kimi.script({ kind: 'status', status: 503, body: {}, times: 'always' });
    const { data, response } = await client.chat.completions
      .create({
        model,
        messages: user('hello'),
        reg: { allowFallback: true },
      } as OpenAI.ChatCompletionCreateParamsNonStreaming)
      .withResponse();
    expect(response.headers.get('x-reg-provider')).toBe('glm');
    expect(response.headers.get('x-reg-fallback')).toBe('true');
    expect(Number(response.headers.get('x-reg-attempts'))).toBeGreaterThan(1);
    expect(data.choices[0]?.message.content).toContain('hello');
    expect(JSON.stringify(booted.glm.requests[0]?.body)).not.toContain('allowFallback');
  });

  it('ends a broken stream with an error that the client throws', async () => {
    booted.glm.script({ kind: 'cut', afterContentChunks: 2, times: 'always' });
    const stream = await client.chat.completions.create({
      model: 'glm-4.7-flash',
      messages: user('Write 50 words about bridges'),
      stream: true,
    });
    let chunks = 0;
    const reading = (async () => {
      for await (const _chunk of stream) chunks += 1;
    })();
    await expect(reading).rejects.toMatchObject({ code: 'stream_truncated' });
    await expect(reading).rejects.toBeInstanceOf(OpenAI.APIError);
    expect(chunks).toBeGreaterThan(0);
  });

  it('explains a decision without calling anyone', async () => {
    const answer = await fetch(`${booted.url}/v1/route/explain`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'auto', messages: user('hi'), reg: { freeOnly: true, seed: 1 } }),
    });
    expect(answer.status).toBe(200);
    const decision = (await answer.json()) as {
      ranked: { free: boolean }[];
      rejected: { reasons: { code: string }[] }[];
    };
    expect(decision.ranked.length).toBeGreaterThan(0);
    expect(decision.ranked.every((candidate) => candidate.free)).toBe(true);
    expect(decision.rejected.flatMap((row) => row.reasons.map((reason) => reason.code))).toContain(
      'not_free',
    );
    expect(booted.kimi.requests).toHaveLength(0);
    expect(booted.glm.requests).toHaveLength(0);
  });
});
