import { spawnSync } from 'node:child_process';
import { expect, it, vi } from 'vitest';

// Millions of objects are made, on a machine that may have much else to do.
vi.setConfig({ testTimeout: 60_000 });

const module = new URL('bound-young-generation.ts', import.meta.url).href;

interface Seen {
  /** What the young generation took in the end, MB. */
  readonly endMb: number;
  readonly complaints: string;
}

/** What becomes of the young generation of a process in which much outlives it. */
function withSurvivors(prepare: string, flags: readonly string[] = []): Seen {
  const script = `
    import { setImmediate as nextTurn } from 'node:timers/promises';
    import { getHeapSpaceStatistics } from 'node:v8';
    import { boundYoungGeneration } from '${module}';
    ${prepare}
    const kept = [];
    const sizes = [];
    for (let turn = 0; turn < 900; turn += 1) {
      kept[turn % 60] = Array.from({ length: 10_000 }, (_, index) => ({ index, list: [index] }));
      await nextTurn();
      sizes.push(getHeapSpaceStatistics().find((space) => space.space_name === 'new_space').space_size);
    }
    // Now and then it takes a little more, while the old one is marked.
    const end = sizes.slice(-300).sort((one, other) => one - other)[150];
    process.stdout.write(String(end / 1024 / 1024));
  `;
  const own = ['--experimental-strip-types', '--no-warnings', '--input-type=module', '--eval', script];
  const { stdout, stderr } = spawnSync(process.execPath, [...flags, ...own], { encoding: 'utf8' });
  return { endMb: Number(stdout), complaints: stderr };
}

it('takes no more than two halves of 16 MB, and grows up to that', () => {
  const { endMb, complaints } = withSurvivors('boundYoungGeneration(process.execArgv);');
  expect(complaints).toBe('');
  expect(endMb).toBeGreaterThan(24);
  expect(endMb).toBeLessThanOrEqual(32);
});

it.runIf(process.versions.node.startsWith('24.'))(
  'is bounded by nothing else on this version of Node',
  () => {
    expect(withSurvivors('').endMb).toBeGreaterThan(32);
  },
);

it('has the size that was chosen with a flag', () => {
  const { endMb } = withSurvivors('boundYoungGeneration(process.execArgv);', ['--max-semi-space-size=32']);
  expect(endMb).toBeGreaterThan(32);
});
