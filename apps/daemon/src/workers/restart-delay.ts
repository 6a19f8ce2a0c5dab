/** A worker that lived so long did not end because it cannot start. */
const soundAfterMs = 30_000;
const firstDelayMs = 100;
const longestDelayMs = 10_000;

/** How often a worker ended soon after its start, the last time included. */
export function quickEndings(before: number, livedMs: number): number {
  return livedMs >= soundAfterMs ? 0 : before + 1;
}

/** How long to wait before a worker is started again: at first hardly at all, in the end ten seconds. */
export function restartDelayMs(quickEnds: number): number {
  return Math.min(longestDelayMs, firstDelayMs * 2 ** Math.min(quickEnds, 20));
}
