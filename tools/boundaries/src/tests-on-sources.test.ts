import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createViteServer } from 'vitest/node';
import { expect, it } from 'vitest';
import { packageTests } from '../../../vitest.base.js';
import { workspaceRoot } from './lint-source.js';

const root = join(workspaceRoot, 'packages/registry');
const siblings = ['config', 'core', 'selection', 'openai-compatible', 'providers-kimi', 'providers-glm'];

it('tests import the sources of other packages, never their build', async () => {
  const server = await createViteServer({
    ...packageTests(),
    configFile: false,
    root,
    logLevel: 'silent',
    server: { middlewareMode: true, ws: false, watch: null },
  });
  try {
    const container = server.environments.ssr.pluginContainer;
    const resolved = siblings.map((name) => container.resolveId(`@reg/${name}`, join(root, 'src/index.ts')));
    expect((await Promise.all(resolved)).map((found) => found?.id)).toEqual(
      siblings.map((name) => join(workspaceRoot, `packages/${name}/src/index.ts`)),
    );
  } finally {
    await server.close();
  }
});

it('a built package imports the build of other packages', async () => {
  const script = 'console.log(import.meta.resolve("@reg/core"))';
  const { stdout } = await promisify(execFile)('node', ['--input-type=module', '-e', script], { cwd: root });
  expect(stdout.trim()).toMatch(/\/packages\/core\/dist\/index\.js$/u);
});
