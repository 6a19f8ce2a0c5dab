import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CircuitState, ConsecutiveBreaker, SamplingBreaker, circuitBreaker, handleWhen } from 'cockatiel';

/** What the resilience code knows of cockatiel and works around. When one of these fails, read circuit.ts again. */
describe('cockatiel, as measured', () => {
  class Unhandled extends Error {}
  const counted = handleWhen((error) => !(error instanceof Unhandled));
  const fail = (error: Error) => () => Promise.reject(error);

  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  async function openPolicy() {
    const policy = circuitBreaker(counted, { breaker: new ConsecutiveBreaker(1), halfOpenAfter: 1000 });
    await policy.execute(fail(new Error('down'))).catch(() => undefined);
    vi.advanceTimersByTime(1000);
    return policy;
  }

  it('makes whoever comes while half-open wait for the probe', async () => {
    const policy = await openPolicy();
    const probe = Promise.withResolvers<string>();
    const first = policy.execute(() => probe.promise);
    let secondRan = false;
    const second = policy.execute(() => {
      secondRan = true;
      return 'second';
    });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(secondRan).toBe(false);
    probe.resolve('first');
    await expect(Promise.all([first, second])).resolves.toEqual(['first', 'second']);
  });

  it('closes a half-open circuit on an error that it does not handle', async () => {
    const policy = await openPolicy();
    await policy.execute(fail(new Unhandled())).catch(() => undefined);
    expect(policy.state).toBe(CircuitState.Closed);
  });

  it('ignores a quiet provider in the sampling breaker unless its minimum rate is set', async () => {
    const quiet = circuitBreaker(counted, {
      breaker: new SamplingBreaker({ threshold: 0.2, duration: 30_000 }),
      halfOpenAfter: 1000,
    });
    const set = circuitBreaker(counted, {
      breaker: new SamplingBreaker({ threshold: 0.2, duration: 30_000, minimumRps: 0.1 }),
      halfOpenAfter: 1000,
    });
    for (let call = 0; call < 12; call += 1) {
      await quiet.execute(fail(new Error('down'))).catch(() => undefined);
      await set.execute(fail(new Error('down'))).catch(() => undefined);
    }
    expect(quiet.state).toBe(CircuitState.Closed);
    expect(set.state).toBe(CircuitState.Open);
  });

  it('counts a promise that settles at the headers as a success, whatever the stream does later', async () => {
    const breaker = new ConsecutiveBreaker(1);
    const policy = circuitBreaker(counted, { breaker, halfOpenAfter: 1000 });
    async function* cutStream() {
      yield 'part';
      throw new Error('cut');
    }
    const stream = await policy.execute(() => Promise.resolve(cutStream()));
    await expect(
      (async () => {
        for await (const _part of stream) {
          /* read to the cut */
        }
      })(),
    ).rejects.toThrow('cut');
    expect(policy.state).toBe(CircuitState.Closed);
  });

  it('comes back from JSON open, asking for its open time once for each time it had opened', async () => {
    const policy = await openPolicy();
    await policy.execute(fail(new Error('down'))).catch(() => undefined);
    const saved = JSON.parse(JSON.stringify(policy)) as unknown;
    const attempts: number[] = [];
    const next = (context: { readonly attempt: number }) => {
      attempts.push(context.attempt);
      return { duration: 0, next };
    };
    const hydrated = circuitBreaker(counted, {
      breaker: new ConsecutiveBreaker(1),
      halfOpenAfter: { next },
      initialState: saved,
    });
    expect(hydrated.state).toBe(CircuitState.Open);
    expect(attempts).toEqual([1, 2]);
  });

  it('writes a half-open circuit down as an open one, so that a restart does not wait for a lost probe', async () => {
    const policy = await openPolicy();
    void policy.execute(() => new Promise(() => undefined));
    expect(policy.state).toBe(CircuitState.HalfOpen);
    expect(policy.toJSON()).toMatchObject({ ownState: { value: CircuitState.Open } });
  });
});
