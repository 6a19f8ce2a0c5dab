// Kimi goes down; the caller allowed fallback, so GLM answers. Without that permission the error tells what happened.
import assert from 'node:assert/strict';
import { AllCandidatesFailedError, createRegistry } from '@reg/registry';
import { startGlmSimulator, startKimiSimulator } from '@reg/testkit';

const kimi = await startKimiSimulator();
const glm = await startGlmSimulator();
const registry = createRegistry({
  env: {},
  overrides: {
    providers: {
      kimi: { baseUrl: kimi.baseUrl, apiKeys: ['sk-example-key-for-the-simulator'] },
      glm: { baseUrl: glm.baseUrl, apiKeys: ['0123456789abcdef.example-for-the-simulator'] },
    },
    retry: { attempts: 2, backoffBaseMs: 10, backoffMaxMs: 20 },
  },
});

kimi.script({ kind: 'status', status: 500, times: 'always' });
const request = { model: 'kimi-k2.6', messages: [{ role: 'user' as const, content: 'Still there?' }] };

const { report } = await registry.chat(request, { allowFallback: true });
for (const attempt of report.attempts)
  console.log(`${attempt.number}. ${attempt.target}: ${attempt.outcome} (${attempt.latencyMs} ms)`);
console.log(`Answered by ${report.provider}/${report.model}`);
assert.equal(report.fallback, true, 'the report says that another model answered');
assert.notEqual(report.model, 'kimi-k2.6');
assert.equal(
  report.attempts.filter((attempt) => attempt.target === 'kimi/kimi-k2.6').length,
  2,
  'Kimi was tried twice',
);

// A model asked for by name is never replaced in silence.
await assert.rejects(registry.chat(request), (error) => {
  assert.ok(AllCandidatesFailedError.isInstance(error));
  console.log(error.message);
  return true;
});

await registry.close();
await kimi.close();
await glm.close();
