// An own provider: anything that implements the port takes part in ranking, circuits, retries and accounting.
import assert from 'node:assert/strict';
import { createRegistry } from '@reg/registry';
import type { ChatCompletion, ChatRequest, ModelDescriptor, Provider, ProviderCall } from '@reg/registry';

const parrot: ModelDescriptor = {
  id: 'parrot-1',
  aliases: ['parrot'],
  contextWindow: 8_000,
  maxOutputTokens: 1_000,
  capabilities: {
    vision: false,
    video: false,
    tools: false,
    forcedToolChoice: 'none',
    jsonObject: false,
    jsonSchema: false,
    reasoning: 'none',
    continuation: false,
  },
  price: { inputUsdPerMTok: 0, outputUsdPerMTok: 0 },
  free: true,
  billing: 'free',
  status: 'active',
  rating: { capability: 1, speed: 100 },
  fact: { source: 'this example', date: '2026-11-22' },
};

const provider: Provider = {
  id: 'zoo',
  models: [parrot],
  features: {},
  async chat(request: ChatRequest, call: ProviderCall): Promise<ChatCompletion> {
    const said = String(request.messages.at(-1)?.content ?? '');
    return {
      id: call.requestId ?? 'parrot',
      object: 'chat.completion',
      created: Math.floor(Date.now() / 1000),
      model: parrot.id,
      choices: [
        { index: 0, message: { role: 'assistant', content: `Polly says: ${said}` }, finish_reason: 'stop' },
      ],
      usage: { prompt_tokens: said.length, completion_tokens: said.length, total_tokens: 2 * said.length },
    };
  },
  async stream(request, call) {
    const { choices, usage, ...rest } = await this.chat(request, call);
    return (async function* () {
      const chunk = { ...rest, object: 'chat.completion.chunk' as const };
      yield {
        ...chunk,
        choices: [
          {
            index: 0,
            delta: { role: 'assistant' as const, content: choices[0]?.message.content ?? '' },
            finish_reason: 'stop' as const,
          },
        ],
        usage: usage ?? null,
      };
    })();
  },
  listModels: async () => [{ id: parrot.id }],
  close: async () => undefined,
};

const registry = createRegistry({ env: {} });
registry.registerProvider({
  id: 'zoo',
  type: 'zoo',
  models: provider.models,
  requiresKey: false,
  create: () => provider,
});

const { completion, report } = await registry.chat({
  model: 'parrot',
  messages: [{ role: 'user', content: 'Hello!' }],
});
console.log(completion.choices[0]?.message.content);
assert.equal(completion.choices[0]?.message.content, 'Polly says: Hello!');
assert.equal(report.provider, 'zoo');
assert.equal(report.costUsd, 0);

// The free-only guarantee holds for it like for any other.
const free = await registry.chat(
  { model: 'auto', messages: [{ role: 'user', content: 'Free, please' }] },
  { freeOnly: true },
);
assert.equal(free.report.provider, 'zoo', 'the only free model with no key needed');
assert.equal(
  registry.getTelemetry().models.find((row) => row.provider === 'zoo')?.attempts,
  2,
  'it is accounted like any other',
);

await registry.close();
