import fc from 'fast-check';
import { AggregatorRegistry, Histogram, Registry } from 'prom-client';
import { expect, it } from 'vitest';
import { createHistogram } from './histogram.js';

const buckets = [0.1, 1, 10];
const observation = fc.record({
  provider: fc.constantFrom('kimi', 'glm'),
  outcome: fc.constantFrom('', 'quoted "text"'),
  value: fc.oneof(fc.constantFrom(0, ...buckets), fc.double({ min: 0, max: 100, noNaN: true })),
});

function bothWith(observations: readonly { provider: string; outcome: string; value: number }[]) {
  const [ours, theirs] = [new Registry(), new Registry()];
  const about = { name: 'seconds', help: 'How long.', labelNames: ['provider', 'outcome'] as const, buckets };
  const scraped = createHistogram({ ...about, register: ours });
  const measured = new Histogram({ ...about, buckets: [...buckets], registers: [theirs] });
  for (const { provider, outcome, value } of observations) {
    scraped.series([provider, outcome]).observe(value);
    measured.observe({ provider, outcome }, value);
  }
  return { ours, theirs };
}

it('tells what a histogram of prom-client tells of the same values', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(observation, { maxLength: 30 }), async (observations) => {
      const { ours, theirs } = bothWith(observations);
      expect(await ours.metrics()).toBe(await theirs.metrics());
    }),
  );
});

it('adds up over several processes', async () => {
  const { ours } = bothWith([{ provider: 'kimi', outcome: '', value: 0.5 }]);
  const parts = await ours.getMetricsAsJSON();
  const text = await AggregatorRegistry.aggregate([[...parts], [...parts]]).metrics();
  expect(text).toContain('seconds_bucket{le="1",provider="kimi",outcome=""} 2');
  expect(text).toContain('seconds_sum{provider="kimi",outcome=""} 1');
});
