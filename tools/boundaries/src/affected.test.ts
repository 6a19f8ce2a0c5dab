import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { workspaceRoot } from './lint-source.js';

const run = promisify(execFile);

async function affectedBy(...files: string[]): Promise<string[]> {
  const { stdout } = await run(
    'nx',
    ['show', 'projects', '--affected', `--files=${files.join()}`, '--json'],
    {
      cwd: workspaceRoot,
    },
  );
  return (JSON.parse(stdout) as string[]).sort();
}

const tests = ['@reg/examples', '@reg/tools-boundaries'];

it('a change in one vendor reaches the facade and the daemon, not the other vendor', async () => {
  const reached = await affectedBy('packages/providers-kimi/src/index.ts');
  expect(reached).toEqual(
    expect.arrayContaining(['@reg/providers-kimi', '@reg/registry', '@reg/ai-sdk', '@reg/daemon', ...tests]),
  );
  const others = [
    '@reg/providers-glm',
    '@reg/config',
    '@reg/core',
    '@reg/selection',
    '@reg/openai-compatible',
  ];
  expect(reached.filter((name) => others.includes(name))).toEqual([]);
});

it('a change in selection leaves transport and providers alone', async () => {
  const reached = await affectedBy('packages/selection/src/index.ts');
  expect(reached).toEqual(
    expect.arrayContaining(['@reg/selection', '@reg/registry', '@reg/daemon', ...tests]),
  );
  const others = ['@reg/openai-compatible', '@reg/providers-kimi', '@reg/providers-glm', '@reg/testkit'];
  expect(reached.filter((name) => others.includes(name))).toEqual([]);
});

it('a change in config reaches every package', async () => {
  const reached = await affectedBy('packages/config/src/index.ts');
  expect(reached).toEqual(
    expect.arrayContaining([
      '@reg/config',
      '@reg/core',
      '@reg/selection',
      '@reg/openai-compatible',
      '@reg/providers-kimi',
      '@reg/providers-glm',
      '@reg/testkit',
      '@reg/registry',
      '@reg/daemon',
      ...tests,
    ]),
  );
});

it('a change in prose reaches only the tests of documents', async () => {
  const reached = await affectedBy('docs/architecture.md', 'CONTRIBUTING.md');
  expect(reached).toContain('@reg/tools-boundaries');
  expect(reached.filter((name) => !name.startsWith('@reg/tools-'))).toEqual([]);
});
