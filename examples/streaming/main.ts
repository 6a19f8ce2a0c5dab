// An answer as it comes, and one that is cancelled halfway: the vendor notices, and no circuit blames it.
import assert from 'node:assert/strict';
import { createRegistry } from '@reg/registry';
import { startKimiSimulator } from '@reg/testkit';

const kimi = await startKimiSimulator({ chunkDelayMs: 5 });
const registry = createRegistry({
  env: {},
  overrides: {
    providers: { kimi: { baseUrl: kimi.baseUrl, apiKeys: ['sk-example-key-for-the-simulator'] } },
  },
});

const request = {
  model: 'kimi-k2.6',
  stream: true,
  messages: [{ role: 'user' as const, content: 'Write 60 words about lighthouses.' }],
};

const stream = await registry.stream(request);
let text = '';
for await (const chunk of stream) {
  const piece = chunk.choices[0]?.delta.content ?? '';
  process.stdout.write(piece);
  text += piece;
}
process.stdout.write('\n');
const report = await stream.finished;
console.log(`${report.usage.outputTokens} tokens, $${report.costUsd}`);
assert.ok(text.length > 0, 'text came');
assert.ok(report.usage.outputTokens > 0, 'usage is known at the end');

// Leaving the loop early ends the request at the vendor too.
const cancelled = await registry.stream(request);
for await (const _chunk of cancelled) break;
const early = await cancelled.finished;
assert.equal(early.attempts.at(-1)?.outcome, 'aborted', 'leaving early is told as what it is');
assert.equal(
  registry.snapshot().candidates.find(({ target }) => target === 'kimi/kimi-k2.6')?.circuit.state,
  'closed',
);
console.log('Cancelled after the first chunk; the circuit is still closed.');

await registry.close();
await kimi.close();
