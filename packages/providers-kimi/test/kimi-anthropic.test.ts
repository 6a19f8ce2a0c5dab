import { Secret } from '@reg/config';
import type { ChatCompletion, ChatCompletionChunk, ChatRequest, Provider, ThinkingBlock } from '@reg/core';
import { fingerprintKey, startKimiSimulator, type VendorSimulator } from '@reg/testkit';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createKimiProvider } from '../src/index.js';

const key = 'sk-0123456789abcdefKIMIanthropic';
const timeouts = { connectMs: 2000, headersMs: 2000, firstTokenMs: 2000, idleMs: 2000, totalMs: 20_000 };
const call = { credential: { id: 'kimi#1', secret: new Secret(key) }, timeouts };
const tools = [
  {
    type: 'function',
    function: {
      name: 'get_weather',
      parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
    },
  },
];
const ask: ChatRequest = {
  model: 'kimi-k3',
  tools,
  messages: [{ role: 'user', content: 'Please use get_weather for "Bonn"' }],
};

let simulator: VendorSimulator;
let kimi: Provider;
beforeEach(async () => {
  simulator = await startKimiSimulator();
  kimi = createKimiProvider({ baseUrl: simulator.messagesUrl ?? '', protocol: 'anthropic' });
});
afterEach(() => Promise.all([kimi.close(), simulator.close()]));

function answered(message: ChatCompletion['choices'][0]['message']): ChatRequest {
  const results = (message.tool_calls ?? []).map(({ id }) => ({
    role: 'tool' as const,
    tool_call_id: id,
    content: 'Rain',
  }));
  return { ...ask, messages: [...ask.messages, { ...message, role: 'assistant' }, ...results] };
}

function sentThinking(): unknown {
  const body = simulator.requests.at(-1)?.body as { messages: { content: { type: string }[] }[] };
  return body.messages[1]?.content.filter(({ type }) => type === 'thinking');
}

it('gives Kimi its own signatures back, from a whole answer', async () => {
  const first = await kimi.chat(ask, call);
  const message = first.choices[0]?.message;
  const [block] = message?.['thinking_blocks'] as ThinkingBlock[];
  expect(block).toMatchObject({ type: 'thinking', provider: 'kimi', thinking: message?.reasoning_content });
  const second = await kimi.chat(answered(message!), call);
  expect(second.choices[0]?.message.content).toContain('Rain');
  const { provider: _provider, ...own } = block!;
  expect(sentThinking()).toEqual([own]);
  expect(simulator.requests.map(({ path }) => path)).toEqual(Array(2).fill('/anthropic/v1/messages'));
});

it('gives them back from a stream, which tells them when the thinking ends', async () => {
  const chunks: ChatCompletionChunk[] = [];
  for await (const chunk of await kimi.stream(ask, call)) chunks.push(chunk);
  const deltas = chunks.flatMap(({ choices }) => choices.map(({ delta }) => delta));
  const thinking_blocks = deltas.flatMap((delta) => (delta['thinking_blocks'] ?? []) as ThinkingBlock[]);
  expect(thinking_blocks).toHaveLength(1);
  const whole = await kimi.chat(ask, call);
  expect(thinking_blocks).toEqual(whole.choices[0]?.message['thinking_blocks']);
});

it('does not give it what was changed or comes from another', async () => {
  const first = await kimi.chat(ask, call);
  const message = first.choices[0]?.message;
  const foreign = (message?.['thinking_blocks'] as ThinkingBlock[]).map((block) => ({
    ...block,
    provider: 'glm',
  }));
  await kimi.chat(answered({ ...message!, thinking_blocks: foreign }), call);
  expect(sentThinking()).toMatchObject([{ type: 'thinking', signature: '' }]);
});

it('tells Kimi’s cache apart, whole and streamed', async () => {
  const long = { model: 'kimi-k3', messages: [{ role: 'user' as const, content: 'sea '.repeat(400) }] };
  await kimi.chat(long, call);
  const { usage } = await kimi.chat(long, call);
  expect(usage?.prompt_tokens_details?.cached_tokens).toBeGreaterThan(256);
  expect(usage?.prompt_tokens).toBe(simulator.lastAnswer?.usage.promptTokens);
  let streamed: unknown;
  for await (const chunk of await kimi.stream(long, call)) streamed = chunk.usage ?? streamed;
  expect(streamed).toEqual(usage);
});

it('shows its key as the platform wants it, and as the coding plan does', async () => {
  await kimi.chat({ ...ask, tools: null }, call);
  const plan = createKimiProvider({
    baseUrl: simulator.messagesUrl ?? '',
    protocol: 'anthropic',
    endpoint: 'coding',
  });
  await plan.chat({ ...ask, tools: null, model: 'kimi-k3' }, call);
  await plan.close();
  const [platform, coding] = simulator.requests;
  expect(platform?.headers).toHaveProperty('authorization');
  expect(platform?.headers).not.toHaveProperty('x-api-key');
  expect(coding?.headers).toHaveProperty('x-api-key');
  expect(coding?.headers).not.toHaveProperty('authorization');
  expect(coding?.keyFingerprint).toBe(fingerprintKey(key));
});

it('has no features beside chat, which that endpoint does not have', () => {
  expect(kimi.features).toEqual({});
});
