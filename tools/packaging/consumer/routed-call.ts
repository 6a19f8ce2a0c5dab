// A user's program: it names types of several packages, and makes real calls to simulators on this machine.
import assert from 'node:assert/strict';
import type { ChatRequest, Decision, RouteReport } from '@reg/core';
import { createRegistry, type CreateRegistryOptions } from '@reg/registry';
import { startGlmSimulator, startKimiSimulator, type VendorSimulator } from '@reg/testkit';

const kimi: VendorSimulator = await startKimiSimulator();
const glm: VendorSimulator = await startGlmSimulator();
const options: CreateRegistryOptions = {
  env: {},
  overrides: {
    providers: {
      kimi: { baseUrl: kimi.baseUrl, apiKeys: ['sk-example-key-for-the-simulator'] },
      glm: { baseUrl: glm.baseUrl, apiKeys: ['0123456789abcdef.example-for-the-simulator'] },
    },
    retry: { attempts: 1 },
  },
};
const registry = createRegistry(options);
const request: ChatRequest = { model: 'kimi-k2.6', messages: [{ role: 'user', content: 'Say hello.' }] };

const decision: Decision = registry.explain(request);
assert.ok(decision.ranked.length > 0, 'a candidate is found before anyone is called');

const { completion, report } = await registry.chat(request);
assert.equal(report.provider, 'kimi');
assert.ok(completion.choices[0]?.message.content, 'the answer has text');

kimi.script({ kind: 'status', status: 500, times: 'always' });
const stream = await registry.stream(request, { allowFallback: true });
let chunks = 0;
for await (const chunk of stream) if (chunk.choices.length > 0) chunks += 1;
const finished: RouteReport = await stream.finished;
assert.equal(finished.provider, 'glm', 'Kimi is down, so GLM answers');
assert.ok(chunks > 0, 'the answer arrives in pieces');

await registry.close();
await kimi.close();
await glm.close();
console.log(`answered by ${report.provider}/${report.model}, then by ${finished.provider}/${finished.model}`);
