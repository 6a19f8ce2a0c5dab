import { PerformanceObserver } from 'node:perf_hooks';
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/** What the young generation may take: two halves of 16 MB, as V8 had it before Node 24. */
const mostBytes = 32 * 1024 * 1024;

/**
 * Keeps V8's young generation from taking more than 32 MB. It doubles whenever more has outlived it than it holds, which
 * in a server is only a matter of time, and it ends at 128 MB: of that, thousands of short answers need nothing, and
 * a thousand streams are copied in pauses of 10 ms instead of 4.
 *
 * Its greatest size is fixed when a process starts, and a program that is started by its name has no say in that. The
 * factor by which it grows is looked up each time, so it is 1 while the bound is reached; V8 also makes the generation
 * smaller when little happens, and from there it may grow again. Whoever chose a size with one of Node's flags keeps
 * it. Measured with Node 24.21.
 *
 * @param flags - of Node, from its command line and its environment.
 */
export function boundYoungGeneration(flags: readonly string[]): void {
  if (flags.some((flag) => /semi[-_]space/.test(flag))) return;
  let grows = true;
  new PerformanceObserver(() => {
    // Twice the one half, or twice the next: nothing in between lasts.
    const mayGrow = youngBytes() < mostBytes * 0.75;
    if (mayGrow === grows) return;
    grows = mayGrow;
    setFlagsFromString(`--semi-space-growth-factor=${grows ? 2 : 1}`);
  }).observe({ entryTypes: ['gc'] });
}

function youngBytes(): number {
  return getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')?.space_size ?? 0;
}
