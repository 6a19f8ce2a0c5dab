import type { WritingManner } from '../http/response-plan.js';
import type { MannerFault, UsagePlacement } from './fault.js';

/** How a response is written under these faults, without the model's own pace. */
export function mannerOf(faults: readonly MannerFault[]): WritingManner {
  const drip = faults.find((fault) => fault.kind === 'drip');
  return {
    firstDelayMs: delayOf(faults, 'slow_first_token'),
    chunkDelayMs: delayOf(faults, 'slow_chunks'),
    perTokenMs: 0,
    crlf: faults.some((fault) => fault.kind === 'crlf'),
    comments: faults.some((fault) => fault.kind === 'comments'),
    splitUtf8: faults.some((fault) => fault.kind === 'split_utf8'),
    ...(drip === undefined ? {} : { dripMs: drip.intervalMs ?? 0 }),
  };
}

/** The milliseconds of all faults of one kind. */
export function delayOf(
  faults: readonly MannerFault[],
  kind: 'latency' | 'slow_first_token' | 'slow_chunks',
): number {
  return faults.reduce((total, fault) => (fault.kind === kind ? total + fault.ms : total), 0);
}

/** Where the usage of a stream is put, if a fault says so. */
export function usageOf(faults: readonly MannerFault[]): UsagePlacement | undefined {
  return faults.find((fault) => fault.kind === 'usage')?.placement;
}
