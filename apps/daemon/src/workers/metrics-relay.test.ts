import { createManualClock } from '@reg/testkit';
import { expect, it } from 'vitest';
import { createMetrics } from '../telemetry/metrics.js';
import { createMetricsRelay } from './metrics-relay.js';

const request = { route: '/v1/chat/completions', status: 200 };

it('keeps what a worker had counted, but not its gauges, and puts it together with the others', async () => {
  const relay = createMetricsRelay(createManualClock());
  const workers = [1, 2, 3].map((worker) => ({ worker, metrics: createMetrics({ process: false }) }));
  const parts = new Map<number, object[]>();
  for (const { worker, metrics } of workers) {
    metrics.requestEnded(request);
    metrics.setInFlight(4);
    // As they come through a pipe.
    parts.set(worker, JSON.parse(JSON.stringify(await metrics.parts())) as object[]);
  }
  const gather = (asked: readonly number[]) =>
    relay.gather(asked, (worker, id) => {
      relay.answered(worker, id, parts.get(worker) ?? []);
    });
  expect(await gather([1, 2, 3])).toHaveLength(3);
  for (const gone of [2, 3, 3]) await relay.departed(gone);
  const { text = '' } = (await workers[0]?.metrics.together(await gather([1]))) ?? {};
  expect(text).toContain('reg_requests_total{route="/v1/chat/completions",status="200"} 3');
  expect(text).toContain('reg_in_flight 4');
  expect(text).toContain('gen_ai_client_operation_duration_seconds');
});
