import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bundledPackages, licensesText } from './bundled-licenses.js';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'reg-licenses-'));
});

afterEach(() => {
  rmSync(root, { recursive: true });
});

function install(folder: string, manifest: object, license?: string): string {
  const path = join(root, 'node_modules', folder);
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'package.json'), JSON.stringify({ version: '1.0.0', ...manifest }));
  if (license !== undefined) writeFileSync(join(path, 'LICENSE.md'), license);
  return join(path, 'lib/index.js');
}

describe('the licenses of what is bundled', () => {
  it('names each package once, nested and scoped ones too, with its text', () => {
    const one = install('one', { name: 'one', license: 'MIT' }, 'Copyright (c) One');
    const inner = install(
      'one/node_modules/@scope/two',
      { name: '@scope/two', license: 'ISC' },
      'Two says so',
    );
    const packages = bundledPackages([one, one.replace('index', 'other'), inner, join(root, 'src/own.ts')]);
    expect(packages.map(({ name }) => name)).toEqual(['@scope/two', 'one']);
    expect(licensesText(packages)).toMatch(
      /@scope\/two 1\.0\.0 \(ISC\)\n\nTwo says so\n[^]*Copyright \(c\) One/,
    );
  });

  it('names the author where a package has no text', () => {
    const file = install('bare', { name: 'bare', license: 'MIT', author: { name: 'A. Author' } });
    expect(licensesText(bundledPackages([file]))).toContain('bare 1.0.0 (MIT)\n\nCopyright A. Author');
  });

  it.each(['GPL-3.0', 'UNLICENSED', undefined])('refuses the license %s', (license) => {
    const file = install('other', { name: 'other', license }, 'text');
    expect(() => bundledPackages([file])).toThrow(/other 1\.0\.0 has the license .*: may it be bundled\?/);
  });
});
