import { getHeapStatistics } from 'node:v8';
import { repeated } from './repeated.js';

/** Needs `--expose-gc`, and a young generation of more than this, so that nothing is collected while it is counted. */
const roomBytes = 12_000_000;
const mostTimes = 5000;

/** Bytes that one run allocates, in the median of `takes`. Compiled code allocates less: run it warm. */
export async function bytesOf(run: () => unknown, takes = 5): Promise<number> {
  const once = await allocatedBy(run, 10);
  const times = Math.max(1, Math.min(mostTimes, Math.floor((roomBytes * 10) / once)));
  const seen: number[] = [];
  for (let take = 0; take < takes; take += 1) seen.push((await allocatedBy(run, times)) / times);
  seen.sort((left, right) => left - right);
  return Math.round(seen[Math.floor(takes / 2)] ?? 0);
}

async function allocatedBy(run: () => unknown, times: number): Promise<number> {
  globalThis.gc?.({ type: 'minor' });
  const before = getHeapStatistics().used_heap_size;
  await repeated(run, times);
  return Math.max(1, getHeapStatistics().used_heap_size - before);
}
