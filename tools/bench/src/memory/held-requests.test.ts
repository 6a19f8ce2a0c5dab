import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chatCompletions } from '../bodies.js';
import { benchFolder, starters, startUpstream, type Target } from '../targets.js';
import { holdRequests } from './held-requests.js';

const started: Target[] = [];
let bare: Target | undefined;

beforeAll(async () => {
  const upstream = await startUpstream({ BENCH_CHUNKS: '3', BENCH_DELAY_MS: '5' });
  started.push({ name: 'direct', url: upstream.url, child: upstream.child });
  const at = { upstream: upstream.child, upstreamUrl: upstream.url, daemon: '', folder: benchFolder() };
  bare = await starters.bare(at);
  if (bare !== undefined) started.push(bare);
});

afterAll(async () => {
  for (const { child } of started) await child.stop();
});

describe('requests that are held', () => {
  it.each([
    ['streams', { count: 60, body: chatCompletions.streamBody, isStream: true }],
    ['large bodies', { count: 3, body: chatCompletions.largeBody(300_000), isStream: false }],
  ])('%s are all answered in the end', async (_what, plan) => {
    if (bare === undefined) throw new Error('the bare relay did not start');
    const requests = await holdRequests(bare, plan);
    expect(await requests.failed()).toBe(0);
  });

  it('count those that did not end as they should', async () => {
    if (bare === undefined) throw new Error('the bare relay did not start');
    const other = { ...bare, dialect: { ...chatCompletions, lastWords: 'never said' } };
    const requests = await holdRequests(other, {
      count: 2,
      body: chatCompletions.streamBody,
      isStream: true,
    });
    expect(await requests.failed()).toBe(2);
  });

  it('are under way until they are left', async () => {
    if (bare === undefined) throw new Error('the bare relay did not start');
    const long = await startUpstream({ BENCH_CHUNKS: '100000' });
    started.push({ name: 'direct', url: long.url, child: long.child });
    const slow = { name: 'direct', url: long.url, child: long.child };
    const plan = { count: 3, body: chatCompletions.streamBody, isStream: true };
    expect(await (await holdRequests(slow, plan)).stop()).toBe(0);
  });
});
