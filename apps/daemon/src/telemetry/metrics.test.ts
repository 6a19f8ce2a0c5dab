import type { AttemptRecord } from '@reg/core';
import { describe, expect, it } from 'vitest';
import { emptyReport } from '../../test/fake-registry.js';
import { createMetrics } from './metrics.js';

const attempt: AttemptRecord = {
  number: 1,
  provider: 'kimi',
  model: 'kimi-k2.6',
  target: 'kimi/kimi-k2.6',
  startedAtMs: 0,
  latencyMs: 250,
  timeToFirstTokenMs: 100,
  outcome: 'success',
  usage: { inputTokens: 10, outputTokens: 5, cachedInputTokens: 4, reasoningTokens: 2 },
  costUsd: 0.002,
};

describe('createMetrics', () => {
  it('counts attempts, tokens, cost, durations and circuits', async () => {
    const metrics = createMetrics({ process: false });
    metrics.observer.attemptEnded?.(attempt, 'c');
    const { usage: _usage, costUsd: _costUsd, ...refused } = attempt;
    metrics.observer.attemptEnded?.({ ...refused, outcome: 'rate_limited' }, 'c');
    metrics.observer.callEnded?.({ ...emptyReport, fallback: true });
    metrics.observer.circuitChanged?.({
      scope: 'model',
      name: 'kimi/x',
      from: 'closed',
      to: 'open',
      atMs: 1,
    });
    metrics.requestEnded({ route: '/v1/chat/completions', status: 200 });
    metrics.setInFlight(2);
    metrics.callRefused();
    const { text, contentType } = await metrics.read();
    expect(contentType).toContain('text/plain');
    for (const line of [
      'reg_attempts_total{provider="kimi",model="kimi-k2.6",outcome="success"} 1',
      'reg_attempts_total{provider="kimi",model="kimi-k2.6",outcome="rate_limited"} 1',
      'reg_tokens_total{provider="kimi",model="kimi-k2.6",type="cached"} 4',
      'reg_circuit_state{scope="model",name="kimi/x"} 2',
      'reg_requests_total{route="/v1/chat/completions",status="200"} 1',
      'reg_cost_usd_total{provider="kimi",model="kimi-k2.6"} 0.002',
      'reg_fallback_total 1',
      'reg_in_flight 2',
      'reg_overload_refused_total 1',
      'gen_ai_provider_name="moonshot_ai"',
      'error_type="rate_limited"',
    ]) {
      expect(text).toContain(line);
    }
  });

  it('stops making new label values for models after the first five hundred', async () => {
    const metrics = createMetrics({ process: false });
    for (let index = 0; index < 600; index += 1) {
      metrics.observer.attemptEnded?.({ ...attempt, model: `m${index}` }, undefined);
    }
    const { text } = await metrics.read();
    expect(text).toContain('model="m499"');
    expect(text).not.toContain('model="m500"');
    expect(text).toContain('reg_attempts_total{provider="kimi",model="other",outcome="success"} 100');
  });
});
