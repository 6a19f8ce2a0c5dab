// One question to whichever model suits best, with a cap on its cost, and the reasons for the choice.
import assert from 'node:assert/strict';
import { createRegistry } from '@reg/registry';
import { startGlmSimulator, startKimiSimulator } from '@reg/testkit';

const kimi = await startKimiSimulator();
const glm = await startGlmSimulator();

// With real keys `createRegistry()` is enough. Here the vendors are simulators.
const registry = createRegistry({
  env: {},
  overrides: {
    providers: {
      kimi: { baseUrl: kimi.baseUrl, apiKeys: ['sk-example-key-for-the-simulator'] },
      glm: { baseUrl: glm.baseUrl, apiKeys: ['0123456789abcdef.example-for-the-simulator'] },
    },
  },
});

const request = {
  model: 'auto:balanced',
  messages: [{ role: 'user' as const, content: 'Which rivers flow through Vienna?' }],
};

// What would happen, before anything is sent or spent.
const decision = registry.explain(request, { maxCostUsd: 0.05 });
console.log('First choice:', decision.ranked[0]?.target);
console.log('Because:', decision.ranked[0]?.reasons.map((reason) => reason.message).join('; '));
console.log('Rejected:', decision.rejected.length, 'candidates');
assert.equal(kimi.requests.length + glm.requests.length, 0, 'explaining calls nobody');

const { completion, report } = await registry.chat(request, { maxCostUsd: 0.05 });
console.log('Answer:', completion.choices[0]?.message.content);
console.log(
  `By ${report.provider}/${report.model}, ${report.attempts.length} attempt(s), $${report.costUsd}`,
);

assert.equal(
  `${report.provider}/${report.model}`,
  decision.ranked[0]?.target,
  'the explained choice answered',
);
assert.match(completion.choices[0]?.message.content ?? '', /Vienna/, 'the answer depends on the question');
assert.ok(report.costUsd !== undefined && report.costUsd <= 0.05, 'the cost is known and within the cap');

await registry.close();
await kimi.close();
await glm.close();
