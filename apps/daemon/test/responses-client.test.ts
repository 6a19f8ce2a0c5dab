import OpenAI from 'openai';
import { ResponsesToolRunner } from 'openai/helpers/responses-tool-runner';
import { zodTextFormat } from 'openai/helpers/zod';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { bootDaemon, type BootedDaemon } from './booted-daemon.js';

const model = 'kimi-k2.6';
const pixel =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const weatherTool: OpenAI.Responses.FunctionTool = {
  type: 'function',
  name: 'get_weather',
  description: 'The weather of a city.',
  strict: false,
  parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
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

interface SentChat {
  readonly messages: {
    readonly role: string;
    readonly content: unknown;
    readonly reasoning_content?: string;
    readonly tool_calls?: { readonly id: string; readonly function: { readonly name: string } }[];
    readonly tool_call_id?: string;
  }[];
  readonly [field: string]: unknown;
}

const sentTo = (vendor: BootedDaemon['kimi']) => vendor.requests.at(-1)?.body as SentChat;

function onlyCall(response: OpenAI.Responses.Response): OpenAI.Responses.ResponseFunctionToolCall {
  const calls = response.output.filter((item) => item.type === 'function_call');
  expect(calls).toHaveLength(1);
  const [call] = calls;
  if (call === undefined) throw new Error('no call');
  return call;
}

describe('the openai client asks for Responses', () => {
  it.each(['kimi-k2.6', 'glm-4.7-flash', 'auto', 'auto:fast_response'])('of %s', async (name) => {
    const { data, response } = await client.responses
      .create({ model: name, instructions: 'Be brief.', input: 'What is a circuit breaker?' })
      .withResponse();
    expect(data).toMatchObject({ object: 'response', status: 'completed', store: false, error: null });
    expect(data.output_text).toContain('What is a circuit breaker?');
    expect(data.instructions).toBe('Be brief.');
    expect(data.usage?.total_tokens).toBe((data.usage?.input_tokens ?? 0) + (data.usage?.output_tokens ?? 0));
    expect(data.usage?.output_tokens).toBeGreaterThan(0);
    expect(['kimi', 'glm']).toContain(response.headers.get('x-reg-provider'));
    expect(response.headers.get('x-reg-model')).toBe(data.model);
    expect(response.headers.get('x-reg-attempts')).toBe('1');
    expect(response.headers.get('x-reg-decision-id')).toMatch(/\S/);
    expect(Number(response.headers.get('x-reg-cost-usd'))).toBeGreaterThanOrEqual(0);
    expect(response.headers.get('x-request-id')).toMatch(/^req-/);
  });

  it.each(['kimi-k2.6', 'glm-4.7-flash'])('streamed from %s, each event in its place', async (name) => {
    const stream = await client.responses.create({
      model: name,
      input: 'Write 40 words about tides',
      stream: true,
    });
    const events: OpenAI.Responses.ResponseStreamEvent[] = [];
    for await (const event of stream) events.push(event);
    expect(events.map((event) => event.sequence_number)).toEqual([...events.keys()]);
    expect(events.slice(0, 2).map(({ type }) => type)).toEqual(['response.created', 'response.in_progress']);
    const last = events.at(-1);
    if (last?.type !== 'response.completed') throw new Error('not completed');
    const deltas = events.flatMap((event) =>
      event.type === 'response.output_text.delta' ? [event.delta] : [],
    );
    expect(deltas.length).toBeGreaterThan(1);
    expect(deltas.join('').split(/\s+/)).toHaveLength(40);
    expect(last.response.usage?.output_tokens).toBeGreaterThan(0);
    const message = last.response.output.find((item) => item.type === 'message');
    expect(message).toMatchObject({ content: [{ type: 'output_text', text: deltas.join('') }] });
  });

  it('streamed into its own accumulator, which checks the identity of every item', async () => {
    const stream = client.responses.stream({
      model,
      input: 'Use get_weather for Porto',
      tools: [weatherTool],
    });
    const seen: string[] = [];
    stream.on('response.function_call_arguments.delta', ({ snapshot }) => seen.push(snapshot));
    const final = await stream.finalResponse();
    const call = onlyCall(final);
    expect(JSON.parse(call.arguments)).toHaveProperty('city');
    expect(seen.at(-1)).toBe(call.arguments);
    expect(final.output[0]).toMatchObject({ type: 'reasoning', content: [{ type: 'reasoning_text' }] });
  });

  it.each(['kimi-k2.6', 'glm-4.7'])('with a tool of %s whose output it sends back', async (name) => {
    const input: OpenAI.Responses.ResponseInput = [{ role: 'user', content: 'Use get_weather for Lisbon' }];
    const first = await client.responses.create({ model: name, input, tools: [weatherTool] });
    const call = onlyCall(first);
    expect(call.call_id).toMatch(/^[\w-]{16,}$/);
    const output = {
      type: 'function_call_output',
      call_id: call.call_id,
      output: '21 degrees, sunny',
    } as const;
    const second = await client.responses.create({
      model: name,
      input: [...input, ...first.output, output] as OpenAI.Responses.ResponseInput,
      tools: [weatherTool],
    });
    expect(second.output_text).toContain('21 degrees, sunny');
    const { messages } = sentTo(name.startsWith('kimi') ? booted.kimi : booted.glm);
    const assistant = messages.find(({ role }) => role === 'assistant');
    const tool = messages.find(({ role }) => role === 'tool');
    expect(assistant?.reasoning_content).toMatch(/\S/);
    expect(assistant?.tool_calls?.[0]?.id).toBe(tool?.tool_call_id);
  });

  it('and gives Kimi its own call ids and reasoning back, also from the sealed form alone', async () => {
    const input: OpenAI.Responses.ResponseInput = [{ role: 'user', content: 'Use get_weather for Lisbon' }];
    const settings = { model, tools: [weatherTool], include: ['reasoning.encrypted_content' as const] };
    const first = await client.responses.create({ ...settings, input });
    const thought = booted.kimi.lastAnswer;
    const sealed = first.output.map((item) =>
      item.type === 'reasoning' ? { ...item, summary: [], content: [] } : item,
    );
    const { call_id } = onlyCall(first);
    await client.responses.create({
      ...settings,
      input: [
        ...input,
        ...sealed,
        { type: 'function_call_output', call_id, output: 'fine' },
      ] as OpenAI.Responses.ResponseInput,
    });
    const assistant = sentTo(booted.kimi).messages.find(({ role }) => role === 'assistant');
    expect(assistant?.reasoning_content).toBe(thought?.reasoning);
    expect(assistant?.tool_calls?.[0]?.id).toBe(thought?.toolCalls[0]?.id);
  });

  it.each([
    ['whole', {}],
    ['streamed, each call run as soon as it is done', { stream: true, eager: true }],
  ])('with the strict tool runner of the client, to its end: %s', async (_what, options) => {
    const asked: unknown[] = [];
    const runner = new ResponsesToolRunner({
      functions: [
        {
          tool: weatherTool,
          execute({ city }) {
            asked.push(city);
            return 'windy';
          },
        },
      ],
    });
    const params = {
      model,
      input: 'Use get_weather for Faro',
      include: ['reasoning.encrypted_content' as const],
    };
    const final = await runner.run(client, params, options);
    expect(asked).toEqual([expect.any(String)]);
    expect(final.output_text).toContain('windy');
  });

  it('with reasoning as a summary when one is asked for', async () => {
    const response = await client.responses.create({
      model,
      input: 'hi',
      reasoning: { effort: 'high', summary: 'auto' },
    });
    expect(response.output[0]).toMatchObject({ type: 'reasoning', summary: [{ type: 'summary_text' }] });
    expect(response.reasoning).toEqual({ effort: 'high', summary: 'auto' });
  });

  it('with a picture, for a model that sees', async () => {
    const { data, response } = await client.responses
      .create({
        model: 'auto',
        input: [
          {
            role: 'user',
            content: [
              { type: 'input_text', text: 'What is this?' },
              { type: 'input_image', image_url: pixel, detail: 'auto' },
            ],
          },
        ],
      })
      .withResponse();
    expect(data.output_text).toContain('I was given an image');
    const target = `${response.headers.get('x-reg-provider')}/${response.headers.get('x-reg-model')}`;
    const described = booted.daemon.registry.listAvailableModels().find((row) => row.target === target);
    expect(described?.descriptor.capabilities.vision).toBe(true);
  });

  it('in the form of a schema, parsed', async () => {
    const Point = z.object({ x: z.number(), y: z.number() });
    const response = await client.responses.parse({
      model,
      input: 'A point',
      text: { format: zodTextFormat(Point, 'point') },
    });
    expect(response.output_parsed).toEqual({ x: expect.any(Number), y: expect.any(Number) });
    const object = await client.responses.create({
      model,
      input: 'Give me JSON about the sea',
      text: { format: { type: 'json_object' } },
    });
    expect(JSON.parse(object.output_text)).toBeTypeOf('object');
  });

  it('and is told when the output limit cut the answer', async () => {
    const settings = { model, input: 'Write 200 words about rivers', max_output_tokens: 60 };
    const whole = await client.responses.create(settings);
    expect(whole).toMatchObject({
      status: 'incomplete',
      incomplete_details: { reason: 'max_output_tokens' },
    });
    const types: string[] = [];
    for await (const { type } of await client.responses.create({ ...settings, stream: true }))
      types.push(type);
    expect(types.at(-1)).toBe('response.incomplete');
    expect(types).not.toContain('response.completed');
  });

  it('and reads in a header what could not be carried over', async () => {
    const { response } = await client.responses
      .create({
        model,
        input: 'hi',
        tools: [weatherTool, { type: 'web_search' }],
        truncation: 'auto',
        service_tier: 'flex',
      })
      .withResponse();
    const warnings = response.headers.get('x-reg-warnings')?.split(', ');
    expect(warnings).toEqual(
      expect.arrayContaining(['tools.web_search dropped', 'truncation dropped', 'service_tier dropped']),
    );
    const sent = sentTo(booted.kimi);
    expect(sent['tools']).toHaveLength(1);
    expect(sent).not.toHaveProperty('truncation');
  });

  it('and has its input named in its own words when it fits no model', async () => {
    const asking = client.responses.create({ model, input: 'word '.repeat(400_000) });
    await expect(asking).rejects.toMatchObject({
      status: 400,
      param: 'input',
      code: 'context_length_exceeded',
    });
  });

  it('and finds nothing stored', async () => {
    const { id } = await client.responses.create({ model, input: 'hi', store: true });
    for (const asking of [
      client.responses.retrieve(id),
      client.responses.delete(id),
      client.responses.cancel(id),
      client.responses.inputItems.list(id),
    ]) {
      const error: unknown = await asking.then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      expect(error).toBeInstanceOf(OpenAI.NotFoundError);
      expect(error).toMatchObject({ code: 'response_not_found' });
      expect((error as Error).message).toContain('No responses are stored');
    }
    await expect(client.responses.compact({ model, input: 'x' })).rejects.toMatchObject({
      code: 'unknown_route',
    });
  });
});

describe('through the route', () => {
  it('an abort of the client aborts upstream', async () => {
    booted.kimi.script({ kind: 'slow_chunks', ms: 200, times: 'always' });
    const stream = await client.responses.create({
      model,
      input: 'Write 500 words about patience',
      stream: true,
    });
    for await (const { type } of stream) {
      if (!type.endsWith('.delta')) continue;
      stream.controller.abort();
      break;
    }
    await expect.poll(() => booted.kimi.requests.at(-1)?.aborted).toBe(true);
    await booted.kimi.idle();
  });

  it('a failure before the first part fails over unseen', async () => {
    booted.kimi.script({ kind: 'cut', afterContentChunks: 0, times: 'always' });
    const stream = await client.responses.create({
      model,
      input: 'hello',
      stream: true,
      reg: { allowFallback: true },
    } as OpenAI.Responses.ResponseCreateParamsStreaming);
    const events: OpenAI.Responses.ResponseStreamEvent[] = [];
    for await (const event of stream) events.push(event);
    expect(events.filter(({ type }) => type === 'response.created')).toHaveLength(1);
    const last = events.at(-1);
    if (last?.type !== 'response.completed') throw new Error('not completed');
    expect(last.response.model).toMatch(/^glm/);
    expect(JSON.stringify(booted.glm.requests[0]?.body)).not.toContain('allowFallback');
  });

  it.each([
    ['text', 'Write 50 words about bridges', []],
    ['a call', 'Use get_weather for Porto', [weatherTool]],
  ])(
    'a break in the middle of %s ends with response.failed, never completed',
    async (_what, input, tools) => {
      booted.glm.script(
        tools.length === 0
          ? { kind: 'cut', afterContentChunks: 2, times: 'always' }
          : { kind: 'cut_in_tool_call', times: 'always' },
      );
      const stream = await client.responses.create({ model: 'glm-4.7', input, tools, stream: true });
      const events: OpenAI.Responses.ResponseStreamEvent[] = [];
      for await (const event of stream) events.push(event);
      const last = events.at(-1);
      if (last?.type !== 'response.failed') throw new Error(`ended with ${last?.type}`);
      expect(last.response).toMatchObject({ status: 'failed', error: { code: 'stream_truncated' } });
      expect(events.map((event) => event.sequence_number)).toEqual([...events.keys()]);
      expect(events.map(({ type }) => type)).not.toContain('response.completed');
      const done = events.flatMap((event) =>
        event.type === 'response.output_item.done' ? [event.item.type] : [],
      );
      expect(done).not.toContain('function_call');
      await expect
        .poll(() => booted.logLines.at(-1))
        .toMatchObject({
          path: '/v1/responses',
          errorCode: 'stream_truncated',
        });
    },
  );
});
