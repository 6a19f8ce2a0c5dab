import { beforeAll, describe, expect, it } from 'vitest';
import { layers } from './layers.mjs';
import { lintSource, lintSourceByTagsAlone, loadProjectGraph } from './lint-source.js';

const rule = '@nx/enforce-module-boundaries';
const importOf = (name: string) => `import * as other from '${name}';\nexport const used = other;\n`;
let tagsInUse: string[];

beforeAll(async () => {
  const graph = await loadProjectGraph();
  tagsInUse = Object.values(graph.nodes).flatMap((node) => node.data.tags ?? []);
});

describe('an import against the direction of the layers is refused', () => {
  it.each([
    ['packages/config', '@reg/core', 'type:config'],
    ['packages/core', '@reg/selection', 'type:core'],
    ['packages/core', '@reg/openai-compatible', 'type:core'],
    ['packages/core', '@reg/testkit', 'type:core'],
    ['packages/selection', '@reg/openai-compatible', 'type:selection'],
    ['packages/selection', '@reg/providers-kimi', 'type:selection'],
    ['packages/selection', '@reg/registry', 'type:selection'],
    ['packages/openai-compatible', '@reg/selection', 'type:transport'],
    ['packages/openai-compatible', '@reg/registry', 'type:transport'],
    ['packages/providers-kimi', '@reg/providers-glm', 'type:provider'],
    ['packages/providers-glm', '@reg/providers-kimi', 'type:provider'],
    ['packages/providers-kimi', '@reg/selection', 'type:provider'],
    ['packages/testkit', '@reg/openai-compatible', 'type:testing'],
    ['packages/testkit', '@reg/config', 'type:testing'],
    ['packages/registry', '@reg/testkit', 'type:facade'],
    ['packages/registry', '@reg/daemon', 'type:facade'],
    ['packages/registry', '@reg/ai-sdk', 'type:facade'],
    ['packages/ai-sdk', '@reg/providers-kimi', 'type:adapter'],
    ['packages/ai-sdk', '@reg/openai-compatible', 'type:adapter'],
    ['packages/ai-sdk', '@reg/testkit', 'type:adapter'],
    ['packages/ai-sdk', '@reg/daemon', 'type:adapter'],
    ['packages/core', '@reg/daemon', 'type:core'],
    ['packages/providers-glm', '@reg/daemon', 'type:provider'],
  ])('%s importing %s', async (project, target, tag) => {
    const file = `${project}/src/violation.ts`;
    const messages = await lintSource(file, importOf(target));
    expect(messages).toHaveLength(1);
    expect(messages[0]).toMatch(
      /^@nx\/enforce-module-boundaries: (A project tagged with|Circular dependency)/u,
    );
    const [byTags] = await lintSourceByTagsAlone(file, importOf(target));
    expect(byTags).toContain(`${rule}: A project tagged with "${tag}" can`);
  });

  it.each([
    ['a type', `import type { Decision } from '@reg/selection';\nexport type D = Decision;\n`],
    ['a name passed on', `export { rank } from '@reg/selection';\n`],
    ['a dynamic import', `export const later = import('@reg/selection');\n`],
  ])('also as %s', async (_form, code) => {
    const messages = await lintSourceByTagsAlone('packages/core/src/violation.ts', code);
    expect(messages.join()).toContain(`${rule}: A project tagged with "type:core" can only depend on`);
  });

  it('also by a path into the other package', async () => {
    const messages = await lintSource(
      'packages/core/src/violation.ts',
      importOf('../../selection/src/index.js'),
    );
    expect(messages.join()).toContain(rule);
  });

  it('also from the daemon into the tools', async () => {
    const tool = importOf('../../../tools/packaging/src/check-package.mjs');
    expect((await lintSource('apps/daemon/src/violation.ts', tool)).join()).toContain(rule);
  });

  it('also in a test, but for the testkit', async () => {
    const messages = await lintSource(
      'packages/providers-kimi/src/x.test.ts',
      importOf('@reg/providers-glm'),
    );
    expect(messages.join()).toContain(`${rule}: A project tagged with "type:provider" can only depend on`);
  });

  it('also between the two vendors by their scope alone', () => {
    expect(layers).toContainEqual({ sourceTag: 'scope:kimi', notDependOnLibsWithTags: ['scope:glm'] });
    expect(layers).toContainEqual({ sourceTag: 'scope:glm', notDependOnLibsWithTags: ['scope:kimi'] });
  });
});

describe('an import along the direction of the layers is accepted', () => {
  it.each([
    ['packages/core', '@reg/config'],
    ['packages/selection', '@reg/core'],
    ['packages/openai-compatible', '@reg/core'],
    ['packages/providers-kimi', '@reg/openai-compatible'],
    ['packages/providers-glm', '@reg/openai-compatible'],
    ['packages/testkit', '@reg/core'],
    ['packages/registry', '@reg/providers-kimi'],
    ['packages/registry', '@reg/selection'],
    ['packages/ai-sdk', '@reg/registry'],
    ['packages/ai-sdk', '@reg/core'],
    ['apps/daemon', '@reg/registry'],
    ['apps/daemon', '@reg/testkit'],
  ])('%s importing %s', async (project, target) => {
    expect(await lintSource(`${project}/src/accepted.ts`, importOf(target))).toEqual([]);
  });

  it('and a test above the testkit may use it', async () => {
    expect(await lintSource('packages/providers-kimi/src/x.test.ts', importOf('@reg/testkit'))).toEqual([]);
  });
});

it('every project has a layer, and every layer has a project', () => {
  const types = [...new Set(tagsInUse.filter((tag) => tag.startsWith('type:')))].sort();
  const known = layers.map((layer) => layer.sourceTag).filter((tag) => tag.startsWith('type:'));
  expect(types).toEqual(known.sort());
});
