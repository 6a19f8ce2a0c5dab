// An own rule of preference: during the vendor's expensive hours, Kimi comes last. The registry explains it like its own.
import assert from 'node:assert/strict';
import { createModelSelector, createRegistry } from '@reg/registry';
import { defaultOrderings, type CandidateOrdering } from '@reg/selection';

/** Peak hours at the vendor: 14:00 to 18:00 in Beijing, Monday to Friday. */
function isPeak(nowMs: number): boolean {
  const beijing = new Date(nowMs + 8 * 3_600_000);
  const weekday = beijing.getUTCDay();
  return weekday >= 1 && weekday <= 5 && beijing.getUTCHours() >= 14 && beijing.getUTCHours() < 18;
}

// Pure, as every ordering must be: the time comes from the requirement, so a decision can be replayed.
const kimiLastAtPeak: CandidateOrdering = {
  name: 'kimi-last-at-peak',
  appliesTo: ({ requirement }) => isPeak(requirement.nowMs),
  compare: (left, right) =>
    Number(left.candidate.provider === 'kimi') - Number(right.candidate.provider === 'kimi'),
  reason: ({ candidate }) => ({
    code: 'priority',
    message: candidate.provider === 'kimi' ? 'Kimi comes last at peak hours' : 'preferred at peak hours',
  }),
};

let nowMs = Date.parse('2026-11-23T03:00:00+08:00');
const registry = createRegistry({
  env: {},
  clock: { nowMs: () => nowMs, schedule: () => () => undefined },
  selector: createModelSelector({ orderings: [kimiLastAtPeak, ...defaultOrderings] }),
  overrides: {
    providers: {
      kimi: { apiKeys: ['sk-example-key-never-sent-anywhere'] },
      glm: { apiKeys: ['0123456789abcdef.never-sent-anywhere'] },
    },
    // Kimi leads otherwise: nothing but the operator's priority counts in this category.
    routing: { categories: { plain: { weights: { capability: 0, price: 0, speed: 0 }, chain: [] } } },
  },
});

const request = { model: 'auto:plain', messages: [{ role: 'user' as const, content: 'hi' }] };
const firstChoice = (): string | undefined => registry.explain(request).ranked[0]?.provider;

console.log('At night:', firstChoice());
assert.equal(firstChoice(), 'kimi');

nowMs = Date.parse('2026-11-23T15:00:00+08:00');
console.log('At peak hours:', firstChoice());
console.log(
  'Because:',
  registry
    .explain(request)
    .ranked[0]?.reasons.map((reason) => reason.message)
    .join('; '),
);
assert.equal(firstChoice(), 'glm');

await registry.close();
