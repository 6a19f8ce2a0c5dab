import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import nx from '@nx/eslint-plugin';
import { ESLint, type Linter } from 'eslint';
import * as jsonc from 'jsonc-eslint-parser';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadProjectGraph, workspaceRoot } from './lint-source.js';
import { publishable } from './source-files.js';

/**
 * Kept out of eslint.config.mjs: the rule reads the imports of the whole project from nx's graph, and an editor
 * or a plain `eslint .` sees a graph from before the last change.
 */
const config: Linter.Config = {
  files: ['**/package.json'],
  plugins: { '@nx': nx as unknown as NonNullable<Linter.Config['plugins']>[string] },
  languageOptions: { parser: jsonc },
  rules: {
    '@nx/dependency-checks': [
      'error',
      {
        buildTargets: ['build'],
        ignoredFiles: ['{projectRoot}/{tsup,vitest}.config.ts'],
        // Bundled into core, so whoever installs core needs no copy of it.
        ignoredDependencies: ['cockatiel'],
      },
    ],
  },
};
const eslint = new ESLint({ cwd: workspaceRoot, overrideConfigFile: true, overrideConfig: config });

async function complaints(project: string, manifest: string): Promise<string[]> {
  const [result] = await eslint.lintText(manifest, {
    filePath: join(workspaceRoot, project, 'package.json'),
  });
  return (result?.messages ?? []).map(({ message }) => message);
}

const manifestText = (project: string) => readFileSync(join(workspaceRoot, project, 'package.json'), 'utf8');

beforeAll(loadProjectGraph);

describe('the dependencies of each package are what its sources import', () => {
  it.each(publishable)('%s', async (project) => {
    expect(await complaints(project, manifestText(project))).toEqual([]);
  });

  it('and one too few or too many would be reported', async () => {
    const text = manifestText('packages/core');
    const missing = await complaints(
      'packages/core',
      text.replace('"@opentelemetry/api": "1.10.0"', '"@reg/config": "0.0.0"'),
    );
    expect(missing.join()).toMatch(/missing.*@opentelemetry\/api/su);
    const unused = await complaints(
      'packages/core',
      text.replace('"@opentelemetry/api"', '"fastify": "5.12.8", "@opentelemetry/api"'),
    );
    expect(unused).toContainEqual(expect.stringContaining('"fastify" package is not used by "@reg/core"'));
  });
});
