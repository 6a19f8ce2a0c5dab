import { describe, expect, it } from 'vitest';
import { describeModel } from '../../test/fake-provider.js';
import { createTestClock } from '../../test/manual-clock.js';
import { createApiError } from '../errors/api-error.js';
import type { ListedModel } from '../ports/model-descriptor.js';
import { createLiveModelCache } from './live-models.js';

const kimi = { provider: 'kimi', models: [describeModel('kimi-k3')] };
const glm = { provider: 'glm', models: [describeModel('glm-5')] };

/** A cache whose vendors answer when and what the test says. */
function createFixture(answer: (provider: string) => Promise<readonly ListedModel[]>) {
  const clock = createTestClock();
  const asked: string[] = [];
  const cache = createLiveModelCache({
    clock,
    fetch: (provider) => {
      asked.push(provider);
      return answer(provider);
    },
  });
  return { cache, clock, asked };
}

describe('createLiveModelCache', () => {
  it('asks each vendor once, however many ask at once, and again only when the answer has aged', async () => {
    const { cache, clock, asked } = createFixture((provider) =>
      Promise.resolve([{ id: `${provider}-live` }]),
    );
    const lists = await Promise.all([cache.list([kimi, glm]), cache.list([kimi]), cache.list([glm, kimi])]);
    expect(asked).toEqual(['kimi', 'glm']);
    expect(lists[0].models.map((row) => row.target)).toEqual([
      'kimi/kimi-k3',
      'kimi/kimi-live',
      'glm/glm-5',
      'glm/glm-live',
    ]);
    await clock.advance(299_999);
    await cache.list([kimi]);
    expect(asked).toHaveLength(2);
    await clock.advance(1);
    await cache.list([kimi]);
    expect(asked).toEqual(['kimi', 'glm', 'kimi']);
  });

  it('reports the vendor that fails and still lists everything else', async () => {
    const { cache } = createFixture((provider) =>
      provider === 'kimi'
        ? Promise.reject(createApiError({ kind: 'authentication', provider, message: 'bad key' }))
        : Promise.resolve([{ id: 'glm-5' }]),
    );
    const { models, problems } = await cache.list([kimi, glm]);
    expect(models.map(({ target, live }) => [target, live])).toEqual([
      ['kimi/kimi-k3', false],
      ['glm/glm-5', true],
    ]);
    expect(problems).toEqual([
      { provider: 'kimi', code: 'authentication', message: expect.stringContaining('bad key') },
    ]);
  });

  it('reports what throws at once or throws no error, and asks again the next time', async () => {
    let calls = 0;
    const { cache } = createFixture(() => {
      calls += 1;
      if (calls === 1) throw new Error('not built');
      if (calls === 2) return Promise.reject('a string');
      return Promise.resolve([{ id: 'kimi-k3' }]);
    });
    expect((await cache.list([kimi])).problems).toMatchObject([{ code: 'unknown', message: 'not built' }]);
    expect((await cache.list([kimi])).problems).toMatchObject([{ code: 'unknown', message: 'a string' }]);
    expect((await cache.list([kimi])).problems).toEqual([]);
  });

  it('takes the empty list of a vendor that has none for an answer', async () => {
    const { cache, asked, clock } = createFixture(() => Promise.resolve([]));
    const { models, problems } = await cache.list([kimi]);
    expect(problems).toEqual([]);
    expect(models).toMatchObject([{ target: 'kimi/kimi-k3', live: false, listedAtMs: clock.nowMs() }]);
    await cache.list([kimi]);
    expect(asked).toHaveLength(1);
  });

  it('hands out the last known list beside the problem when a vendor fails later', async () => {
    let fails = false;
    const { cache, clock } = createFixture(() =>
      fails ? Promise.reject(new Error('down')) : Promise.resolve([{ id: 'kimi-k3' }]),
    );
    const firstAtMs = clock.nowMs();
    await cache.list([kimi]);
    fails = true;
    await clock.advance(300_000);
    const { models, problems } = await cache.list([kimi]);
    expect(models).toMatchObject([{ live: true, listedAtMs: firstAtMs }]);
    expect(problems).toMatchObject([{ provider: 'kimi', message: 'down' }]);
  });

  it('does not wait for ever for one vendor, and uses its answer when it comes after all', async () => {
    const { promise, resolve } = Promise.withResolvers<readonly ListedModel[]>();
    const { cache, clock, asked } = createFixture(() => promise);
    const slow = cache.list([kimi]);
    await clock.advance(10_000);
    expect((await slow).problems).toMatchObject([{ provider: 'kimi', code: 'timeout' }]);
    resolve([{ id: 'kimi-k3' }]);
    await clock.advance(0);
    expect((await cache.list([kimi])).models).toMatchObject([{ live: true }]);
    expect(asked).toHaveLength(1);
  });

  it('forgets a provider, the answer under way included', async () => {
    const answers = [
      Promise.withResolvers<readonly ListedModel[]>(),
      Promise.withResolvers<readonly ListedModel[]>(),
    ];
    let calls = 0;
    const { cache } = createFixture(() => {
      calls += 1;
      return answers[calls - 1]?.promise ?? Promise.resolve([]);
    });
    const before = cache.list([kimi]);
    await Promise.resolve();
    cache.forget('kimi');
    const after = cache.list([kimi]);
    answers[1]?.resolve([{ id: 'new' }]);
    answers[0]?.resolve([{ id: 'old' }]);
    expect((await before).models.map((row) => row.target)).toContain('kimi/old');
    expect((await after).models.map((row) => row.target)).toContain('kimi/new');
    expect((await cache.list([kimi])).models.map((row) => row.target)).toEqual(['kimi/kimi-k3', 'kimi/new']);
    expect(calls).toBe(2);
  });
});
