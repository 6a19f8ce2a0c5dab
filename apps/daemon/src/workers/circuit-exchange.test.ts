import type { CircuitUpdate } from '@reg/core';
import { createManualClock } from '@reg/testkit';
import { describe, expect, it } from 'vitest';
import { createCircuitExchange, type ExchangedRegistry } from './circuit-exchange.js';

const circuit = (eligibleAtMs: number): NonNullable<CircuitUpdate['circuit']> => ({
  policy: { ownState: { value: 1 } },
  eligibleAtMs,
  restUntilMs: 0,
  failedOpenings: 1,
});

/** Circuits by name, as a registry would have them. */
function createFakeCircuits() {
  const circuits = new Map<string, CircuitUpdate>();
  const registry: ExchangedRegistry = {
    saveCircuits: () => ({ version: 1, savedAtMs: 0, circuits: [...circuits.values()] as never }),
    adoptCircuits(updates) {
      for (const { scope, name, circuit: adopted } of updates as readonly CircuitUpdate[])
        if (adopted === undefined) circuits.delete(name);
        else circuits.set(name, { scope, name, circuit: adopted });
    },
  };
  return {
    registry,
    open: (name: string, eligibleAtMs: number) =>
      circuits.set(name, { scope: 'model', name, circuit: circuit(eligibleAtMs) }),
    close: (name: string) => circuits.delete(name),
    eligibleAtMs: (name: string) => circuits.get(name)?.circuit?.eligibleAtMs,
  };
}

/** Workers whose messages arrive at once, or wait until `deliver`. */
function createWorkers(count: number) {
  const clock = createManualClock();
  const listeners: ((body: unknown) => void)[] = [];
  const joins: (() => void)[] = [];
  const messages: (() => void)[] = [];
  let isHeld = false;
  const seats = Array.from({ length: count }, (_, index) => {
    const circuits = createFakeCircuits();
    const exchange = createCircuitExchange({
      worker: index + 1,
      clock,
      channel: {
        publish(_topic, body) {
          const sent: unknown = JSON.parse(JSON.stringify(body));
          messages.push(() => {
            for (const [other, listener] of listeners.entries()) if (other !== index) listener(sent);
          });
          if (!isHeld) for (const message of messages.splice(0)) message();
        },
        onShared: (_topic, listener) => (listeners[index] = listener),
        onJoined: (listener) => (joins[index] = listener),
      },
    });
    exchange.start(circuits.registry);
    const changed = (): void => {
      exchange.touched();
    };
    return { ...circuits, exchange, changed };
  });
  const [first, second, third] = seats;
  if (first === undefined || second === undefined || third === undefined) throw new Error('three are needed');
  return {
    clock,
    workers: [first, second, third] as const,
    join: (index: number) => joins[index]?.(),
    send: (index: number, body: unknown) => listeners[index]?.(body),
    hold: () => (isHeld = true),
    deliver: () => {
      for (const message of messages.splice(0)) message();
    },
    sentCount: () => messages.length,
  };
}

describe('the exchange of circuits', () => {
  it('tells within 20 ms what opened and what closed, each once', async () => {
    const { clock, workers, hold, sentCount } = createWorkers(3);
    const [first, second, third] = workers;
    first.open('m', 5);
    first.changed();
    first.changed();
    await clock.advance(20);
    expect([second.eligibleAtMs('m'), third.eligibleAtMs('m')]).toEqual([5, 5]);
    third.close('m');
    third.changed();
    await clock.advance(20);
    expect([first.eligibleAtMs('m'), second.eligibleAtMs('m')]).toEqual([undefined, undefined]);
    hold();
    for (const worker of workers) worker.changed();
    await clock.advance(100);
    expect(sentCount()).toBe(0);
  });

  it('lets the later of two be right, whatever comes first', async () => {
    const { clock, workers, hold, deliver } = createWorkers(3);
    const [first, second, third] = workers;
    hold();
    first.open('m', 1);
    first.changed();
    await clock.advance(10);
    second.open('m', 2);
    second.changed();
    await clock.advance(50);
    deliver();
    expect(workers.map((worker) => worker.eligibleAtMs('m'))).toEqual([2, 2, 2]);
    expect(third.eligibleAtMs('m')).toBe(2);
  });

  it('tells who has joined what is open', async () => {
    const { clock, workers, join } = createWorkers(3);
    const [first, second, third] = workers;
    first.open('m', 5);
    first.changed();
    await clock.advance(20);
    third.close('m');
    third.exchange.close();
    third.exchange.start(third.registry);
    join(0);
    expect(second.eligibleAtMs('m')).toBe(5);
  });

  it('does not tell of successes, nor of what it only follows', async () => {
    const { clock, workers, hold, sentCount } = createWorkers(3);
    const [first] = workers;
    hold();
    first.open('m', 5);
    first.exchange.observer.circuitChanged?.({
      scope: 'model',
      name: 'm',
      from: 'closed',
      to: 'open',
      atMs: 0,
      adopted: true,
    });
    await clock.advance(100);
    expect(sentCount()).toBe(0);
  });

  it('takes no notice of what is no circuit', () => {
    const { workers, send } = createWorkers(3);
    const [first] = workers;
    first.open('m', 5);
    for (const nonsense of ['x', { 0: 1 }, [null, 1, { scope: 'model', name: 'm' }]]) send(0, nonsense);
    expect(first.eligibleAtMs('m')).toBe(5);
    send(0, [{ scope: 'model', name: 'm', atMs: 1, worker: 2 }]);
    expect(first.eligibleAtMs('m')).toBeUndefined();
  });
});
