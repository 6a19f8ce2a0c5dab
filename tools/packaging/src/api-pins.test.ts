import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiProblems, compareNames } from './api-pins.mjs';
import { exportedNames } from './exported-names.mjs';
import { readPackage, type PublishedPackage } from './workspace.mjs';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'reg-api-'));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** A built package: its declarations, and the code that really runs. */
function sample(name: string, declarations: string, code: string): PublishedPackage {
  const root = join(folder, name);
  mkdirSync(join(root, 'dist'), { recursive: true });
  const exports = { '.': { types: './dist/index.d.ts', default: './dist/index.js' } };
  writeFileSync(
    join(root, 'package.json'),
    JSON.stringify({ name: `@reg/${name}`, type: 'module', exports }),
  );
  writeFileSync(join(root, 'dist/index.d.ts'), declarations);
  writeFileSync(join(root, 'dist/index.js'), code);
  return readPackage(root);
}

describe('exported names', () => {
  it('are told apart by whether they exist at run time', () => {
    const declarations = `
      interface Options { a: number }
      declare class Registry {}
      declare class Hidden {}
      declare function create(options: Options): Registry;
      declare const limits: { max: number };
      type Alias = string;
      export { create, limits, Registry, type Hidden, type Options, Alias };`;
    expect(exportedNames(sample('names', declarations, ''))).toEqual({
      '.': { values: ['Registry', 'create', 'limits'], types: ['Alias', 'Hidden', 'Options'] },
    });
  });

  it('differ in sentences: what is new, what is gone, at which entry', () => {
    const pinned = { '.': { values: ['a', 'b'], types: ['T'] } };
    const built = { '.': { values: ['a', 'c'], types: ['T'] }, './sub': { values: ['x'], types: [] } };
    expect(compareNames('@reg/sample', pinned, built)).toEqual([
      '@reg/sample "." values: new name c',
      '@reg/sample "." values: missing name b',
      '@reg/sample "./sub" values: new name x',
    ]);
  });
});

it('a package without a pinned list fails, and the message says how to make one', async () => {
  const problems = await apiProblems(sample('unpinned', 'export declare const a: 1;', 'export const a = 1;'));
  expect(problems).toContain('@reg/unpinned "." values: new name a');
  expect(problems.at(-1)).toContain('npm run api:update');
});

it('declarations that promise a value which the code does not have are a problem', async () => {
  const problems = await apiProblems(
    sample('lying', 'export declare class Ghost {}', 'export const real = 1;'),
  );
  const place = '@reg/lying "." at run time, against its declarations';
  expect(problems).toEqual(
    expect.arrayContaining([`${place}: new name real`, `${place}: missing name Ghost`]),
  );
});
