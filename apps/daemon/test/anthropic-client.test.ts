import Anthropic from '@anthropic-ai/sdk';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  askedOf,
  bootForAnthropic,
  clockTool,
  echoed,
  imageBlock,
  textOf,
  toolUsesOf,
  user,
  weatherTool,
  type AnthropicDaemon,
} from './anthropic-daemon.js';

let booted: AnthropicDaemon;
let client: Anthropic;

beforeAll(async () => {
  booted = await bootForAnthropic();
  client = booted.anthropic();
});
afterEach(async () => {
  await Promise.all([booted.kimi.reset(), booted.glm.reset()]);
});
afterAll(async () => {
  await booted[Symbol.asyncDispose]();
});

const vendors = ['kimi-k2.6', 'glm-4.7'];
const base = { model: 'kimi-k2.6', max_tokens: 2000 };
const thinks = { thinking: { type: 'adaptive' } } as const;

describe('Anthropic’s client against the daemon', () => {
  it.each(vendors)('gets a whole answer of %s with its usage and who gave it', async (model) => {
    const { data, response, request_id } = await client.messages
      .create({ ...base, model, system: 'Be brief.', messages: [user('hello daemon')] })
      .withResponse();
    expect(data).toMatchObject({ type: 'message', role: 'assistant', model, stop_reason: 'end_turn' });
    expect(data.id).toMatch(/^msg_/);
    expect(data.content).toHaveLength(1);
    expect(textOf(data)).toContain('hello daemon');
    expect(data.usage.input_tokens).toBeGreaterThan(0);
    expect(data.usage.output_tokens).toBeGreaterThan(0);
    expect(request_id).toBe(response.headers.get('x-request-id'));
    expect(response.headers.get('x-reg-model')).toBe(model);
    expect(response.headers.get('x-reg-cost-usd')).toMatch(/^0\.\d+$/);
  });

  it.each(vendors)('streams the same message of %s that it gives as a whole', async (model) => {
    const body = {
      ...base,
      model,
      thinking: { type: 'adaptive' } as const,
      messages: [user('Write 40 words')],
    };
    const whole = await client.messages.create(body);
    const stream = client.messages.stream(body);
    const types: string[] = [];
    stream.on('streamEvent', ({ type }) => types.push(type));
    const final = await stream.finalMessage();
    expect(final.content).toEqual(whole.content);
    expect(final.stop_reason).toBe('end_turn');
    expect(final.usage.output_tokens).toBe(whole.usage.output_tokens);
    expect(final.usage.input_tokens + (final.usage.cache_read_input_tokens ?? 0)).toBe(
      whole.usage.input_tokens + (whole.usage.cache_read_input_tokens ?? 0),
    );
    expect(types[0]).toBe('message_start');
    expect(types.slice(-2)).toEqual(['message_delta', 'message_stop']);
    expect(types.filter((type) => type === 'content_block_start')).toHaveLength(final.content.length);
  });

  it('tells what came from a vendor’s cache apart from the rest of the input', async () => {
    const body = { ...base, system: 'Remember the sea. '.repeat(200), messages: [user('hello')] };
    const first = await client.messages.create(body);
    const second = await client.messages.create(body);
    expect(first.usage.cache_read_input_tokens).toBe(0);
    expect(second.usage.cache_read_input_tokens).toBeGreaterThan(0);
    expect(second.usage.input_tokens + (second.usage.cache_read_input_tokens ?? 0)).toBe(
      first.usage.input_tokens,
    );
  });

  it('is told why an answer ended', async () => {
    const long = await client.messages.create({
      ...base,
      max_tokens: 40,
      messages: [user('Write 500 words')],
    });
    expect(long.stop_reason).toBe('max_tokens');
    const stopped = await client.messages.create({
      ...base,
      stop_sequences: ['simulated'],
      messages: [user('hello')],
    });
    expect(stopped.stop_reason).toBe('end_turn');
    expect(textOf(stopped)).not.toContain('simulated');
    expect(askedOf(booted.kimi)['stop']).toEqual(['simulated']);
  });

  it('has its prefill continued by a model that can, and refused for one that cannot', async () => {
    const messages: Anthropic.MessageParam[] = [
      user('Write 30 words'),
      { role: 'assistant', content: 'The simulated kimi-k2.6 writes' },
    ];
    const answer = await client.messages.create({ ...base, messages });
    expect(textOf(answer)).toMatch(/^ 30 words\./);
    await expect(client.messages.create({ ...base, model: 'glm-4.7', messages })).rejects.toMatchObject({
      status: 400,
      type: 'invalid_request_error',
    });
  });

  it('gets JSON after its schema', async () => {
    const schema = {
      type: 'object',
      properties: { x: { type: 'number' }, y: { type: 'number' } },
      required: ['x', 'y'],
      additionalProperties: false,
    };
    const answer = await client.messages.create({
      ...base,
      messages: [user('A point')],
      output_config: { format: { type: 'json_schema', schema } },
    });
    expect(JSON.parse(textOf(answer))).toEqual({ x: expect.any(Number), y: expect.any(Number) });
  });

  it('sends a picture to a model that sees, also as the result of a tool', async () => {
    const seen = await client.messages.create({
      ...base,
      messages: [user([{ type: 'text', text: 'What is this?' }, imageBlock])],
    });
    expect(textOf(seen)).toContain('I was given an image of type image/png');
    const asked = await client.messages.create({
      ...base,
      messages: [user('Use get_weather for Faro')],
      tools: [weatherTool],
    });
    const [use] = toolUsesOf(asked);
    const shown = await client.messages.create({
      ...base,
      tools: [weatherTool],
      tool_choice: { type: 'none' },
      messages: [
        user('Use get_weather for Faro'),
        echoed(asked),
        user([{ type: 'tool_result', tool_use_id: use?.id ?? '', content: [imageBlock] }]),
      ],
    });
    expect(textOf(shown)).toContain('I was given an image of type image/png');
    expect(askedOf(booted.kimi).messages.map(({ role }) => role)).toEqual([
      'user',
      'assistant',
      'tool',
      'user',
    ]);
  });

  it('has a picture by address read by a vendor that fetches it', async () => {
    const { response } = await client.messages
      .create({
        ...base,
        model: 'auto',
        messages: [user([{ type: 'image', source: { type: 'url', url: 'https://example.com/a.png' } }])],
      })
      .withResponse();
    expect(response.headers.get('x-reg-provider')).toBe('glm');
    expect(JSON.stringify(askedOf(booted.glm).messages)).toContain('https://example.com/a.png');
  });
});

describe('tools over several turns', () => {
  it.each(vendors.flatMap((model) => [false, true].map((streams) => [model, streams] as const)))(
    'work with %s, streamed: %s',
    async (model, streams) => {
      const ask = (messages: Anthropic.MessageParam[]): Promise<Anthropic.Message> => {
        const body = { ...base, model, messages, tools: [weatherTool, clockTool] };
        return streams ? client.messages.stream(body).finalMessage() : client.messages.create(body);
      };
      const question = user('Use get_weather and get_time for Lisbon');
      const calling = await ask([question]);
      expect(calling.stop_reason).toBe('tool_use');
      const uses = toolUsesOf(calling);
      expect(uses.map(({ name }) => name)).toEqual(['get_weather', 'get_time']);
      expect(uses[0]?.input).toHaveProperty('city');
      expect(new Set(uses.map(({ id }) => id)).size).toBe(2);
      for (const { id } of uses) expect(id).toMatch(/^[A-Za-z0-9_-]+$/);
      const answer = await ask([
        question,
        echoed(calling),
        user([
          { type: 'tool_result', tool_use_id: uses[0]?.id ?? '', content: '21 degrees, sunny' },
          {
            type: 'tool_result',
            tool_use_id: uses[1]?.id ?? '',
            is_error: true,
            content: [{ type: 'text', text: 'no such zone' }],
          },
        ]),
      ]);
      expect(answer.stop_reason).toBe('end_turn');
      expect(textOf(answer)).toContain('get_weather answered “21 degrees, sunny”');
      expect(textOf(answer)).toContain('get_time answered “Error: no such zone”');
    },
  );

  it('go back to the vendor under its own ids, and reach the client under unique ones', async () => {
    const question = user('Use get_weather for Lisbon');
    const ask = (messages: Anthropic.MessageParam[]) =>
      client.messages.create({ ...base, messages, tools: [weatherTool] });
    const first = await ask([question]);
    const second = await ask([question, { role: 'assistant', content: 'Again?' }, question]);
    const [one] = toolUsesOf(first);
    const [two] = toolUsesOf(second);
    expect(one?.id).not.toBe(two?.id);
    await ask([
      question,
      echoed(first),
      user([{ type: 'tool_result', tool_use_id: one?.id ?? '', content: 'mild' }]),
    ]);
    const [, assistant, tool] = askedOf(booted.kimi).messages;
    expect(assistant?.tool_calls?.[0]?.id).toBe('get_weather:0');
    expect(tool?.tool_call_id).toBe('get_weather:0');
  });

  it('can be forced, forbidden, and kept to one at a time', async () => {
    const ask = (choice: Anthropic.ToolChoice) =>
      client.messages.create({
        ...base,
        tools: [weatherTool, clockTool],
        tool_choice: choice,
        messages: [user('hello')],
      });
    const forced = await ask({ type: 'tool', name: 'get_time' });
    expect(toolUsesOf(forced).map(({ name }) => name)).toEqual(['get_time']);
    const forbidden = await ask({ type: 'none' });
    expect(forbidden.stop_reason).toBe('end_turn');
    await ask({ type: 'auto', disable_parallel_tool_use: true });
    expect(askedOf(booted.kimi)).not.toHaveProperty('parallel_tool_calls');
  });

  it.each(['kimi/kimi-k2.6', 'glm/glm-4.7'])(
    'that Anthropic defines and the client runs work on %s',
    async (model) => {
      const tools: Anthropic.ToolUnion[] = [
        { type: 'bash_20250124', name: 'bash' },
        { type: 'text_editor_20250728', name: 'str_replace_based_edit_tool' },
        { type: 'memory_20250818', name: 'memory' },
      ];
      const body = { ...base, model, tools };
      const vendor = model.startsWith('kimi') ? booted.kimi : booted.glm;
      for (const { name } of tools as readonly { readonly name: string }[]) {
        const question = user(`Use ${name} for notes.txt`);
        const { data: calling, response } = await client.messages
          .create({ ...body, messages: [question] })
          .withResponse();
        expect(response.headers.get('x-reg-warnings') ?? '').not.toContain('tools');
        const [use] = toolUsesOf(calling);
        expect(use?.name).toBe(name);
        const result = { type: 'tool_result' as const, tool_use_id: use?.id ?? '', content: 'It went well.' };
        const messages = [question, echoed(calling), user([result])];
        expect(textOf(await client.messages.create({ ...body, messages }))).toContain('It went well.');
      }
      expect(askedOf(vendor).tools?.map((tool) => tool.function.name)).toEqual([
        'bash',
        'str_replace_based_edit_tool',
        'memory',
      ]);
    },
  );
});

describe('thinking', () => {
  const thinkingKinds = [
    ['shown', { type: 'enabled', budget_tokens: 1024 }, ['thinking', 'tool_use']],
    ['omitted', { type: 'adaptive', display: 'omitted' }, ['thinking', 'tool_use']],
    ['not asked for', undefined, ['redacted_thinking', 'tool_use']],
  ] as const;

  it.each(thinkingKinds.flatMap((row) => [false, true].map((streams) => [...row, streams] as const)))(
    'that is %s comes back to the vendor with the tool call',
    async (_name, thinking, types, streams) => {
      const body = {
        ...base,
        tools: [weatherTool],
        ...(thinking === undefined ? {} : { thinking }),
      };
      const question = user('Use get_weather for Evora');
      const calling = streams
        ? await client.messages.stream({ ...body, messages: [question] }).finalMessage()
        : await client.messages.create({ ...body, messages: [question] });
      expect(calling.content.map(({ type }) => type)).toEqual(types);
      const [use] = toolUsesOf(calling);
      await client.messages.create({
        ...body,
        messages: [
          question,
          echoed(calling),
          user([{ type: 'tool_result', tool_use_id: use?.id ?? '', content: 'dry' }]),
        ],
      });
      const [, assistant] = askedOf(booted.kimi).messages;
      expect(assistant?.reasoning_content).toContain('The user asks “Use get_weather for Evora”');
    },
  );

  it('is text for who wants to see it, and none for who does not', async () => {
    const ask = (thinking: Anthropic.ThinkingConfigParam) =>
      client.messages.create({ ...base, thinking, messages: [user('hello')] });
    const [shown, answer] = (await ask({ type: 'adaptive' })).content;
    expect(shown).toMatchObject({ type: 'thinking', thinking: expect.stringContaining('hello') });
    expect(answer?.type).toBe('text');
    const [omitted] = (await ask({ type: 'adaptive', display: 'omitted' })).content;
    expect(omitted).toMatchObject({
      type: 'thinking',
      thinking: '',
      signature: expect.stringMatching(/^reg\./),
    });
    const off = await ask({ type: 'disabled' });
    expect(off.content.map(({ type }) => type)).toEqual(['text']);
    expect(askedOf(booted.kimi)['thinking']).toEqual({ type: 'disabled' });
  });
});

describe('what happens on the way', () => {
  it('aborts upstream when the client aborts', async () => {
    booted.kimi.script({ kind: 'slow_chunks', ms: 200, times: 'always' });
    const stream = client.messages.stream({ ...base, ...thinks, messages: [user('Write 500 words')] });
    for await (const event of stream) {
      if (event.type === 'content_block_delta') break;
    }
    stream.abort();
    await expect.poll(() => booted.kimi.requests.at(-1)?.aborted).toBe(true);
    await booted.kimi.idle();
  });

  it('ends a broken stream with an error that the client throws, and never as a message', async () => {
    booted.glm.script({ kind: 'cut', afterContentChunks: 2, times: 'always' });
    const stream = client.messages.stream({
      ...base,
      ...thinks,
      model: 'glm-4.7',
      messages: [user('Write 50 words')],
    });
    const types: string[] = [];
    stream.on('streamEvent', ({ type }) => types.push(type));
    const thrown: unknown = await stream.finalMessage().catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(Anthropic.APIError);
    expect(thrown).toMatchObject({ type: 'api_error', error: { error: { code: 'stream_truncated' } } });
    expect(types).toContain('content_block_delta');
    expect(types).not.toContain('message_stop');
    expect(types).not.toContain('message_delta');
  });

  it('ends a stream that breaks inside a tool call with an error too', async () => {
    booted.kimi.script({ kind: 'cut_in_tool_call', times: 'always' });
    const stream = client.messages.stream({
      ...base,
      tools: [weatherTool],
      messages: [user('Use get_weather for Lisbon')],
    });
    const types: string[] = [];
    stream.on('streamEvent', ({ type }) => types.push(type));
    await expect(stream.finalMessage()).rejects.toBeInstanceOf(Anthropic.APIError);
    expect(types).not.toContain('message_stop');
  });

  it('counts tokens without asking anybody, and more for more', async () => {
    const few = await client.messages.countTokens({ model: base.model, messages: [user('hello')] });
    const many = await client.messages.countTokens({
      model: base.model,
      system: 'Be brief. '.repeat(100),
      tools: [weatherTool],
      messages: [user('hello')],
    });
    expect(few.input_tokens).toBeGreaterThan(0);
    expect(many.input_tokens).toBeGreaterThan(few.input_tokens + 200);
    expect(booted.kimi.requests).toHaveLength(0);
    expect(booted.glm.requests).toHaveLength(0);
  });
});

describe('failures that the client never sees', () => {
  it.each([false, true])('fail over before the first content, streamed: %s', async (streams) => {
    await using own = await bootForAnthropic();
    own.kimi.script({ kind: 'status', status: 503, body: {}, times: 'always' });
    const body = {
      ...base,
      messages: [user('hello')],
      reg: { allowFallback: true },
    } as Anthropic.MessageCreateParamsNonStreaming;
    const message = streams
      ? await own.anthropic().messages.stream(body).finalMessage()
      : await own.anthropic().messages.create(body);
    expect(message.model).toMatch(/^glm/);
    expect(textOf(message)).toContain('hello');
    expect(own.kimi.requests.length).toBeGreaterThan(0);
    expect(JSON.stringify(askedOf(own.glm))).not.toContain('allowFallback');
  });

  it('go on with a tool loop on another vendor when the first one fails in its middle', async () => {
    await using own = await bootForAnthropic();
    const body = { ...base, tools: [weatherTool], reg: { allowFallback: true } };
    const question = user('Use get_weather for Lisbon');
    const calling = await own
      .anthropic()
      .messages.stream({ ...body, messages: [question] })
      .finalMessage();
    expect(calling.model).toMatch(/^kimi/);
    own.kimi.script({ kind: 'status', status: 500, body: {}, times: 'always' });
    const [use] = toolUsesOf(calling);
    const answer = await own
      .anthropic()
      .messages.stream({
        ...body,
        messages: [
          question,
          echoed(calling),
          user([{ type: 'tool_result', tool_use_id: use?.id ?? '', content: 'mild' }]),
        ],
      })
      .finalMessage();
    expect(answer.model).toMatch(/^glm/);
    expect(textOf(answer)).toContain('get_weather answered “mild”');
  });

  it('have a broken answer continued where the caller asks for that', async () => {
    await using own = await bootForAnthropic();
    own.kimi.script({ kind: 'cut', afterContentChunks: 5 });
    const body = {
      ...base,
      thinking: { type: 'disabled' },
      messages: [user('Write 60 words')],
      reg: { onStreamBreak: 'continue' },
    } as Anthropic.MessageStreamParams;
    const stream = own.anthropic().messages.stream(body);
    const message = await stream.finalMessage();
    expect(message.content).toHaveLength(1);
    expect(textOf(message).split(/\s+/)).toHaveLength(60);
    expect(own.kimi.requests).toHaveLength(2);
  });
});
