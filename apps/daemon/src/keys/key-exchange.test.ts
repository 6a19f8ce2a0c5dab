import { createManualClock } from '@reg/testkit';
import { describe, expect, it } from 'vitest';
import { createKeyAccount, type KeyAccount } from './key-account.js';
import { createKeyExchange } from './key-exchange.js';

const limits = { budgetUsdPerDay: 1, requestsPerMinute: 10, tokensPerMinute: 1000 };

/** Workers of one daemon, whose messages arrive at once. */
function createWorkers() {
  const clock = createManualClock(Date.UTC(2026, 10, 23, 12));
  const heard = new Map<number, (body: unknown) => void>();
  const joins = new Map<number, () => void>();
  const start = (worker: number) => {
    const accounts = new Map<string, KeyAccount>();
    const accountOf = (id: string): KeyAccount => {
      const account = accounts.get(id) ?? createKeyAccount();
      accounts.set(id, account);
      return account;
    };
    let spentElsewhere = 0;
    const exchange = createKeyExchange({
      ...{ clock, worker, accountOf },
      isKnown: (id) => id === 'app',
      onSpent: () => (spentElsewhere += 1),
      channel: {
        publish(_topic, body) {
          const sent: unknown = JSON.parse(JSON.stringify(body));
          for (const [other, listener] of heard) if (other !== worker) listener(sent);
        },
        onShared: (_topic, listener) => heard.set(worker, listener),
        onJoined: (listener) => joins.set(worker, listener),
      },
    });
    for (const [other, joined] of joins) if (other !== worker) joined();
    const { ledger, rates } = accountOf('app');
    return {
      begin(usd: number, tokens: number) {
        const settleMoney = ledger.hold(usd);
        const settleTokens = rates.take(tokens, clock.nowMs());
        exchange.changed('app');
        return (costUsd: number, used: number): void => {
          settleMoney({ costUsd, unpriced: false }, clock.nowMs());
          settleTokens(used, clock.nowMs());
          exchange.changed('app');
        };
      },
      left: () => ledger.left(limits, clock.nowMs()),
      rates: () => rates.view(limits, clock.nowMs()),
      spent: () => ledger.spent(clock.nowMs()),
      told: () => spentElsewhere,
      others: () => [...accounts.keys()],
    };
  };
  const hear = (body: unknown): void => {
    for (const listener of heard.values()) listener(body);
  };
  return { clock, start, hear };
}

describe('the accounts of a key in several workers', () => {
  it('are the same within the time for which news is gathered', async () => {
    const { clock, start } = createWorkers();
    const [first, second] = [start(1), start(2)];
    const settle = first.begin(0.6, 100);
    await clock.advance(20);
    expect(second.left()).toMatchObject({ leftUsd: 0.4, heldUsd: 0.6 });
    expect(second.rates()).toMatchObject({ requests: { remaining: 9 }, tokens: { remaining: 900 } });
    settle(0.25, 300);
    await clock.advance(20);
    for (const worker of [first, second]) {
      expect(worker.left()).toMatchObject({ leftUsd: 0.75, heldUsd: 0 });
      expect(worker.spent()).toMatchObject({ dayUsd: 0.25, monthUsd: 0.25 });
      expect(worker.rates()).toMatchObject({ requests: { remaining: 9 }, tokens: { remaining: 700 } });
    }
    expect([first.told(), second.told()]).toEqual([0, 1]);
  });

  it('count every call once, whoever made it', async () => {
    const { clock, start } = createWorkers();
    const workers = [start(1), start(2), start(3)] as const;
    for (let round = 0; round < 3; round += 1)
      for (const worker of workers) {
        worker.begin(0.02, 10)(0.01, 10);
        await clock.advance(round * 7);
      }
    await clock.advance(20);
    for (const worker of workers) {
      expect(worker.spent().dayUsd).toBeCloseTo(0.09, 12);
      expect(worker.rates().requests?.remaining).toBe(1);
    }
  });

  it('are told to a worker that starts later, and once', async () => {
    const { clock, start } = createWorkers();
    const first = start(1);
    first.begin(0.5, 10)(0.5, 10);
    await clock.advance(20);
    const second = start(2);
    expect(second.left()).toMatchObject({ leftUsd: 0.5 });
    first.begin(0.1, 10)(0.1, 10);
    await clock.advance(20);
    expect(second.spent().dayUsd).toBeCloseTo(0.6, 12);
    second.begin(0.1, 10)(0.1, 10);
    await clock.advance(20);
    expect(first.spent().dayUsd).toBeCloseTo(0.7, 12);
  });

  it('forget what a worker held that died', async () => {
    const { clock, start } = createWorkers();
    const first = start(1);
    start(2).begin(0.9, 10);
    await clock.advance(20);
    expect(first.left()?.leftUsd).toBeCloseTo(0.1, 12);
    await clock.advance(500);
    start(2);
    expect(first.left()).toMatchObject({ leftUsd: 1, heldUsd: 0 });
  });

  it('are changed by nothing that is no news of them', () => {
    const { start, hear } = createWorkers();
    const first = start(1);
    const account = { id: 'app', requests: 1, tokens: 1, costUsd: 1, unpricedCalls: 0, heldUsd: 0 };
    const news = { worker: 2, startedAtMs: 1, complete: true, keys: [account] };
    hear(undefined);
    hear({ ...news, worker: '2' });
    hear({ ...news, keys: [{ ...account, costUsd: -1 }] });
    hear({ ...news, keys: [{ ...account, costUsd: 'much' }] });
    hear({ ...news, keys: [{ ...account, spent: { day: 1 } }] });
    hear({ ...news, keys: [{ ...account, id: 'nobody' }] });
    expect(first.left()).toMatchObject({ leftUsd: 1 });
    expect(first.others()).toEqual(['app']);
  });
});
