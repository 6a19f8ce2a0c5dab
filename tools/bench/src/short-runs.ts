import { once } from 'node:events';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { startChild } from './child.js';
import { spreadOf, type Spread } from './figures.js';
import { endedChildrenCpuUs } from './processor.js';
import { targetCpu } from './targets.js';

/** A process that does one small thing and ends. */
export interface ShortRunRow {
  readonly command: string;
  /** From its start to its end. */
  readonly ms: Spread;
  /** Processor time, the mean: the system counts it in steps of 10 ms. */
  readonly cpuMs: number;
}

/** Each in turn in each round. The first, Node with nothing to do, is what the others are compared with. */
export async function measureShortRuns(
  { daemon, home }: { readonly daemon: string; readonly home: string },
  rounds: number,
): Promise<readonly ShortRunRow[]> {
  const commands: readonly (readonly [string, readonly string[]])[] = [
    ['node -e 0', ['-e', '0']],
    ["import '@reg/registry'", ['--input-type=module', '-e', "import '@reg/registry'"]],
    ['reg --help', [daemon, '--help']],
  ];
  const seen = commands.map(() => ({ ms: [] as number[], cpuUs: 0 }));
  // The first round fills the caches, Node's and the system's.
  for (let round = 0; round <= rounds; round += 1)
    for (const [index, [, args]] of commands.entries()) {
      const before = endedChildrenCpuUs();
      const ms = await run(args, home);
      const row = seen[index];
      if (round === 0 || row === undefined) continue;
      row.ms.push(ms);
      row.cpuUs += endedChildrenCpuUs() - before;
    }
  return commands.map(([command], index) => {
    const { ms = [], cpuUs = 0 } = seen[index] ?? {};
    return { command, ms: spreadOf(ms), cpuMs: Math.round(cpuUs / rounds / 100) / 10 };
  });
}

async function run(args: readonly string[], home: string): Promise<number> {
  const startedMs = performance.now();
  const { process: child } = startChild(process.execPath, args, {
    cpu: targetCpu,
    // Where the package is found as its users find it, built.
    cwd: join(import.meta.dirname, '..'),
    env: { HOME: home },
    stdout: 'ignore',
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`node ${args.join(' ')} ended with code ${code}`);
  return performance.now() - startedMs;
}
