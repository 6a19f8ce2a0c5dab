import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';

const module = new URL('collect-buffers-young.ts', import.meta.url).href;

/** How often a process collects its whole heap while 1 GB of bodies of 47 KB comes and goes, and what it complains of. */
function withBodies(prepare: string): { readonly majors: number; readonly complaints: string } {
  const script = `
    import { constants, PerformanceObserver } from 'node:perf_hooks';
    import { setTimeout as pause } from 'node:timers/promises';
    import { collectBuffersYoung } from '${module}';
    ${prepare}
    let majors = 0;
    new PerformanceObserver((list) => {
      for (const { detail } of list.getEntries())
        if (detail.kind === constants.NODE_PERFORMANCE_GC_MAJOR) majors += 1;
    }).observe({ entryTypes: ['gc'] });
    for (let turn = 0; turn < 200; turn += 1) {
      const bodies = Array.from({ length: 100 }, () => Buffer.allocUnsafeSlow(47 * 1024));
      await pause(bodies.length === 100 ? 0 : 1);
    }
    await pause(20);
    process.stdout.write(String(majors));
  `;
  const flags = ['--experimental-strip-types', '--no-warnings', '--input-type=module', '--eval', script];
  const { stdout, stderr } = spawnSync(process.execPath, flags, { encoding: 'utf8' });
  return { majors: Number(stdout), complaints: stderr };
}

/**
 * Twelve collections without the flag, none with it as a rule. On a machine with much else to do bodies live longer, and
 * the heap is collected up to six times for their sake.
 */
const few = 8;

it('keeps bodies that come and go from having the whole heap collected', { retry: 2 }, () => {
  const { majors, complaints } = withBodies('collectBuffersYoung();');
  expect(complaints).toBe('');
  expect(majors).toBeLessThan(few);
});

it.runIf(process.versions.node.startsWith('24.'))('is needed on this version of Node', () => {
  expect(withBodies('').majors).toBeGreaterThan(few);
});

it.each(['22.12.0', '27.0.0'])('says nothing to the V8 of Node %s, which has no need of it', (version) => {
  const { majors, complaints } = withBodies(`collectBuffersYoung('${version}');`);
  expect(complaints).toBe('');
  if (process.versions.node.startsWith('24.')) expect(majors).toBeGreaterThan(few);
});
