import { createHash } from 'node:crypto';
import Anthropic from '@anthropic-ai/sdk';
import { glmErrors, kimiErrors, type Fault, type VendorSimulator } from '@reg/testkit';
import OpenAI from 'openai';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { agentHeaders, agentRequest } from './anthropic-agent-request.js';
import {
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
let openai: OpenAI;
let anthropic: Anthropic;

beforeAll(async () => {
  booted = await bootForAnthropic({
    overMessages: ['kimi', 'glm'],
    overrides: { circuits: { enabled: false }, timeouts: { firstTokenMs: 2_000, idleMs: 500 } },
  });
  openai = booted.client();
  anthropic = booted.anthropic();
});
afterEach(async () => {
  await Promise.all([booted.kimi.reset(), booted.glm.reset()]);
});
afterAll(async () => {
  await booted[Symbol.asyncDispose]();
});

const vendors = ['kimi-k2.6', 'glm-4.7'];
const say = (content: string): OpenAI.ChatCompletionMessageParam[] => [{ role: 'user', content }];

interface SentBody {
  readonly max_tokens: number;
  readonly messages: readonly { readonly role: string; readonly content: string | readonly SentBlock[] }[];
}

interface SentBlock {
  readonly type: string;
  readonly thinking?: string;
  readonly signature?: string;
}

/** What a vendor was asked, at its Anthropic endpoint. */
function sentTo(simulator: VendorSimulator, index = -1): SentBody {
  const request = simulator.requests.at(index);
  expect(request?.path).toMatch(/^\/(api\/)?anthropic\/v1\/messages$/);
  return request?.body as SentBody;
}

function thinkingIn({ messages }: SentBody): SentBlock[] {
  const blocks = messages.flatMap(({ content }) => (typeof content === 'string' ? [] : content));
  return blocks.filter(({ type }) => type === 'thinking');
}

const vendorOf = (model: string): VendorSimulator => (model.startsWith('kimi') ? booted.kimi : booted.glm);

describe('OpenAI’s client over the vendors’ Anthropic endpoints', () => {
  it.each(vendors)('gets a whole answer of %s with its usage', async (model) => {
    const answer = await openai.chat.completions.create({ model, messages: say('hello upstream') });
    expect(answer.choices[0]).toMatchObject({ finish_reason: 'stop', message: { role: 'assistant' } });
    expect(answer.choices[0]?.message.content).toContain('hello upstream');
    expect(answer.usage?.prompt_tokens).toBe(vendorOf(model).lastAnswer?.usage.promptTokens);
    expect(answer.usage?.completion_tokens).toBe(vendorOf(model).lastAnswer?.usage.completionTokens);
    expect(sentTo(vendorOf(model)).max_tokens).toBeGreaterThan(30_000);
  });

  it.each(vendors)('streams the same of %s, whole and with its usage', async (model) => {
    const body = { model, messages: say('Write 40 words') };
    const whole = await openai.chat.completions.create(body);
    const stream = openai.chat.completions.stream({ ...body, stream_options: { include_usage: true } });
    const final = await stream.finalChatCompletion();
    expect(final.choices[0]?.message.content).toBe(whole.choices[0]?.message.content);
    expect(final.choices[0]?.finish_reason).toBe('stop');
    expect(final.usage?.completion_tokens).toBe(whole.usage?.completion_tokens);
    sentTo(vendorOf(model));
  });

  it.each(vendors)('calls tools of %s over several turns', async (model) => {
    const tools: OpenAI.ChatCompletionTool[] = [weatherTool, clockTool].map((tool) => ({
      type: 'function',
      function: { name: tool.name, parameters: tool.input_schema },
    }));
    const messages = say('Use get_weather and get_time for Lisbon');
    const first = await openai.chat.completions.create({ model, messages, tools });
    const { message, finish_reason } = first.choices[0]!;
    expect([finish_reason, message.tool_calls?.length]).toEqual(['tool_calls', 2]);
    const second = await openai.chat.completions.create({
      model,
      tools,
      messages: [
        ...messages,
        message,
        ...message.tool_calls!.map(({ id }) => ({
          role: 'tool' as const,
          tool_call_id: id,
          content: '21 degrees',
        })),
      ],
    });
    expect(second.choices[0]?.message.content).toContain('21 degrees');
    // Kimi's simulator refuses a signature that is not its own; a client that sends the message back has it.
    expect(thinkingIn(sentTo(vendorOf(model))).map(({ signature }) => signature !== '')).toEqual([
      model.startsWith('kimi'),
    ]);
  });

  it('is told what the protocol cannot carry, for a model that it names', async () => {
    const { response } = await openai.chat.completions
      .create({
        model: 'kimi-k2.6',
        messages: say('A point in JSON'),
        seed: 7,
        response_format: { type: 'json_object' },
      })
      .withResponse();
    expect(response.headers.get('x-reg-warnings')).toMatch(/response_format.*seed|seed.*response_format/);
  });
});

describe('Anthropic’s client over the vendors’ Anthropic endpoints', () => {
  const base = { model: 'kimi-k2.6', max_tokens: 2_000 };

  it.each(vendors)('gets the same message of %s whole and streamed', async (model) => {
    const body = {
      ...base,
      model,
      thinking: { type: 'adaptive' } as const,
      messages: [user('Write 40 words')],
    };
    const whole = await anthropic.messages.create(body);
    const final = await anthropic.messages.stream(body).finalMessage();
    expect(final.content).toEqual(whole.content);
    expect(whole.content.map(({ type }) => type)).toEqual(['thinking', 'text']);
    expect([whole.stop_reason, final.stop_reason]).toEqual(['end_turn', 'end_turn']);
    expect(final.usage.output_tokens).toBe(whole.usage.output_tokens);
  });

  const displays = [
    ['shown', { thinking: { type: 'adaptive' } }],
    ['sealed', { thinking: { type: 'adaptive', display: 'omitted' } }],
    ['hidden', {}],
  ] as const;
  it.each(displays.flatMap(([name, wish]) => [false, true].map((streams) => [name, streams, wish] as const)))(
    'brings Kimi its own signatures back, the thinking being %s, streamed: %s',
    async (_, streams, wish) => {
      const ask = (messages: Anthropic.MessageParam[]): Promise<Anthropic.Message> => {
        const body = {
          ...base,
          ...wish,
          messages,
          tools: [weatherTool],
        } as Anthropic.MessageCreateParamsNonStreaming;
        return streams ? anthropic.messages.stream(body).finalMessage() : anthropic.messages.create(body);
      };
      const question = user('Use get_weather for Faro');
      const calling = await ask([question]);
      const [use] = toolUsesOf(calling);
      const thought = booted.kimi.lastAnswer?.reasoning;
      const result = user([{ type: 'tool_result', tool_use_id: use?.id ?? '', content: '21 degrees' }]);
      const answer = await ask([question, echoed(calling), result]);
      expect(textOf(answer)).toContain('21 degrees');
      const [sent, ...others] = thinkingIn(sentTo(booted.kimi));
      expect([sent?.thinking, others]).toEqual([thought, []]);
      // Its simulator has checked it; what is not empty is right.
      expect(sent?.signature).not.toBe('');
    },
  );

  it('shows a vendor a picture', async () => {
    const seen = await anthropic.messages.create({ ...base, messages: [user([imageBlock])] });
    expect(textOf(seen)).toContain('I was given an image of type image/png');
  });

  it('works for an agent with all that it sends', async () => {
    const body = JSON.stringify(agentRequest('kimi-k2.6', [user([{ type: 'text', text: 'Say hello.' }])]));
    const answer = await fetch(`${booted.url}/v1/messages?beta=true`, {
      method: 'POST',
      headers: agentHeaders,
      body,
    });
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain('event: message_stop');
    sentTo(booted.kimi);
  });
});

describe('a vendor that fails there', () => {
  const explicit = (model: string, more: object = {}) => ({
    model,
    messages: say('Write 200 words'),
    ...more,
  });
  const thrownBy = (answer: Promise<unknown>): Promise<unknown> =>
    answer.then(
      () => undefined,
      (error: unknown) => error,
    );

  it.each<[string, string, Fault, string]>([
    [
      'kimi-k2.6',
      'an empty account',
      { kind: 'error', error: kimiErrors.insufficientBalance },
      'upstream_credentials_exhausted',
    ],
    [
      'kimi-k2.6',
      'an overload',
      { kind: 'error', error: kimiErrors.engineOverloaded },
      'rate_limit_exceeded',
    ],
    [
      'glm-4.7',
      'an empty account',
      { kind: 'error', error: glmErrors['1113'] },
      'upstream_credentials_exhausted',
    ],
    ['glm-4.7', 'a rate limit', { kind: 'error', error: glmErrors['1302'] }, 'rate_limit_exceeded'],
    ['glm-4.7', 'a refused key inside HTTP 200', { kind: 'error_in_200' }, 'upstream_credentials_exhausted'],
    ['glm-4.7', 'a long prompt', { kind: 'error', error: glmErrors['1261'] }, 'context_length_exceeded'],
  ])('%s: %s', async (model, _, fault, code) => {
    vendorOf(model).script({ ...fault, times: 'always' });
    const error = await thrownBy(openai.chat.completions.create(explicit(model) as never));
    expect(error).toBeInstanceOf(OpenAI.APIError);
    expect((error as { code: string }).code).toBe(code);
  });

  const breaks: Fault[] = [
    { kind: 'cut', afterContentChunks: 60 },
    { kind: 'cut', afterContentChunks: 60, ending: 'reset' },
    { kind: 'stall', afterContentChunks: 60 },
    { kind: 'malformed_chunk', afterContentChunks: 60 },
    { kind: 'glued_frames', afterContentChunks: 60 },
    { kind: 'no_done' },
    { kind: 'done_without_finish' },
    {
      kind: 'error_mid_stream',
      error: kimiErrors.engineOverloaded,
      afterContentChunks: 60,
      named: true,
      done: true,
    },
    { kind: 'error_mid_stream', error: kimiErrors.engineOverloaded, afterContentChunks: 60 },
  ];
  it.each(vendors.flatMap((model) => breaks.map((fault) => [model, fault.kind, fault] as const)))(
    '%s: a stream that breaks (%s) ends with an error for either client, never well',
    async (model, _, fault) => {
      vendorOf(model).script({ ...fault, times: 'always' });
      const asChat = openai.chat.completions.stream(explicit(model) as never).finalChatCompletion();
      expect(await thrownBy(asChat)).toBeInstanceOf(OpenAI.OpenAIError);
      const asMessage = anthropic.messages
        .stream({ ...explicit(model, { max_tokens: 2_000 }) } as never)
        .finalMessage();
      expect(await thrownBy(asMessage)).toBeInstanceOf(Anthropic.AnthropicError);
    },
  );

  it('is left for the other in the middle of a loop of tools, and its signature stays behind', async () => {
    const ask = (messages: Anthropic.MessageParam[]) =>
      anthropic.messages
        .create({
          model: 'kimi-k2.6',
          max_tokens: 2_000,
          thinking: { type: 'adaptive' },
          tools: [weatherTool],
          messages,
          // A field of reg's own, which the client passes on.
          ...({ reg: { allowFallback: true } } as object),
        })
        .withResponse();
    const question = user('Use get_weather for Faro');
    const first = await ask([question]);
    expect(first.response.headers.get('x-reg-provider')).toBe('kimi');
    booted.kimi.script({ kind: 'refuse_connections' });
    const [use] = toolUsesOf(first.data);
    const result = user([{ type: 'tool_result', tool_use_id: use?.id ?? '', content: '21 degrees' }]);
    const second = await ask([question, echoed(first.data), result]);
    expect(second.response.headers.get('x-reg-provider')).toBe('glm');
    expect(textOf(second.data)).toContain('21 degrees');
    const [sent] = thinkingIn(sentTo(booted.glm));
    expect(sent).toMatchObject({ signature: '' });
    expect(sent?.thinking).not.toBe('');
  });

  it('is left for one that speaks the other protocol, before the first word of a stream', async () => {
    await using mixed = await bootForAnthropic({ overMessages: ['kimi'] });
    // What a client has of thinking that Kimi signed.
    const signature = createHash('sha512').update('simulated Hm').digest('base64');
    const block = { type: 'thinking', thinking: '', signature, provider: 'kimi' };
    const sealed = `reg.thinking.2.${Buffer.from(JSON.stringify([block])).toString('base64url')}`;
    mixed.kimi.script({ kind: 'cut', afterContentChunks: 0, times: 'always' });
    const { content, usage } = await mixed
      .anthropic()
      .messages.stream({
        model: 'kimi-k2.6',
        max_tokens: 2_000,
        thinking: { type: 'adaptive' },
        messages: [
          user('Hello'),
          {
            role: 'assistant',
            content: [
              { type: 'thinking', thinking: 'Hm', signature: sealed },
              { type: 'text', text: 'Hello!' },
            ],
          },
          user('Write 20 words'),
        ],
        ...({ reg: { allowFallback: true } } as object),
      })
      .finalMessage();
    expect(content.at(-1)).toMatchObject({ type: 'text' });
    expect(usage.output_tokens).toBeGreaterThan(0);
    expect(thinkingIn(sentTo(mixed.kimi))).toEqual([{ type: 'thinking', thinking: 'Hm', signature }]);
    const [asked] = mixed.glm.requests;
    expect(asked?.path).toBe('/api/paas/v4/chat/completions');
    const { messages } = asked?.body as { messages: Record<string, unknown>[] };
    expect(messages[1]).toMatchObject({ reasoning_content: 'Hm', content: 'Hello!' });
    expect(messages[1]).not.toHaveProperty('thinking_blocks');
  });
});
