import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { workspaceRoot } from './lint-source.js';
import { publishable } from './source-files.js';

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

const read = (file: string) => readFileSync(join(workspaceRoot, file), 'utf8');
const manifestOf = (project: string) => JSON.parse(read(`${project}/package.json`)) as Manifest;
const projects = ['packages/*', 'apps/*', 'tools/*', 'examples'].flatMap((pattern) =>
  globSync(`${pattern}/package.json`, { cwd: workspaceRoot }).map((file) =>
    file.replace(/.package\.json$/u, ''),
  ),
);
const versions = new Map(projects.map(manifestOf).map(({ name, version }) => [name, version]));
const changesets = globSync('.changeset/*.md', { cwd: workspaceRoot }).map(read).join('\n');

describe.each(publishable)('%s', (project) => {
  const manifest = manifestOf(project);

  it('says what every published package says', () => {
    expect(manifest).toMatchObject({
      type: 'module',
      license: 'MIT',
      sideEffects: false,
      engines: { node: '>=22.12' },
      publishConfig: { access: 'public', provenance: true },
      repository: { type: 'git', url: 'git+https://github.com/reg-llm/reg.git', directory: project },
      description: expect.stringMatching(/\w{3}.{20}/u),
      files: ['dist', 'CHANGELOG.md'],
    });
    expect(manifest).not.toHaveProperty('private');
    expect(existsSync(join(workspaceRoot, project, 'LICENSE'))).toBe(true);
  });

  it('offers its sources to the workspace and its build to everyone else', () => {
    const { '.': root, ...others } = (manifest as unknown as { exports: Record<string, unknown> }).exports;
    expect(root).toEqual({
      '@reg/source': './src/index.ts',
      types: './dist/index.d.ts',
      default: './dist/index.js',
    });
    expect(Object.keys(root as object)[0], 'the first condition that matches wins').toBe('@reg/source');
    expect(others).toMatchObject({ './package.json': './package.json' });
  });

  it('has a README with a running example', () => {
    const readme = read(`${project}/README.md`);
    expect(readme).toContain(`# ${manifest.name}`);
    expect(readme).toMatch(/^```(ts|js|sh|bash|console)\n[^]+?^```$/mu);
  });

  it('has been released, or has a changeset that will', () => {
    if (manifest.version !== '0.0.0') return;
    expect(changesets).toMatch(new RegExp(`^['"]${manifest.name}['"]: (minor|major|patch)$`, 'mu'));
  });
});

it('workspace packages ask for each other in the version that is here', () => {
  const wrong = projects
    .map(manifestOf)
    .flatMap(({ name, dependencies, devDependencies, peerDependencies }) =>
      Object.entries({ ...dependencies, ...devDependencies, ...peerDependencies })
        .filter(([other, range]) => versions.has(other) && versions.get(other) !== range)
        .map(([other, range]) => `${name} asks for ${other} ${range}, which is at ${versions.get(other)}`),
    );
  expect(wrong).toEqual([]);
});

it('an outside package has one exact version in the whole workspace', () => {
  const wanted = new Map<string, Set<string>>();
  const root = JSON.parse(read('package.json')) as Manifest;
  for (const { dependencies, devDependencies } of [root, ...projects.map(manifestOf)]) {
    for (const [name, range] of Object.entries({ ...dependencies, ...devDependencies })) {
      if (!versions.has(name)) wanted.set(name, (wanted.get(name) ?? new Set()).add(range));
    }
  }
  const loose = [...wanted].filter(
    ([, ranges]) => ranges.size > 1 || !/^\d+\.\d+\.\d+$/u.test([...ranges].join()),
  );
  expect(loose.map(([name, ranges]) => `${name}: ${[...ranges].join(', ')}`)).toEqual([]);
});
