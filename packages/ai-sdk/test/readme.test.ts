import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { startGlmSimulator, startKimiSimulator } from '@reg/testkit';
import { expect, it } from 'vitest';
import { glmKey, kimiKey } from './simulated-reg.js';

const folder = join(import.meta.dirname, '..');
const resolveSources = join(folder, '../../tools/docs/src/resolve-sources.mjs');

it('runs the example of the README as it stands there, in a process that ends by itself', async () => {
  const readme = await readFile(join(folder, 'README.md'), 'utf8');
  const example = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
  expect(example).toContain('createReg(');
  await using kimi = await startKimiSimulator();
  await using glm = await startGlmSimulator();
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      ...['--conditions=@reg/source', '--experimental-transform-types', '--no-warnings'],
      ...['--import', pathToFileURL(resolveSources).href],
      ...['--input-type=module-typescript', '--eval', example],
    ],
    {
      cwd: folder,
      env: {
        PATH: '',
        KIMI_API_KEY: kimiKey,
        KIMI_API_URL: kimi.baseUrl,
        GLM_API_KEY: glmKey,
        GLM_API_URL: glm.baseUrl,
      },
      timeout: 60_000,
    },
  );
  expect(stdout).toContain('Say hello.');
  expect(stdout).toContain("outcome: 'success'");
});
