import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { packPackage } from './pack-package.mjs';
import { runCommand } from './run-command.mjs';
import { restoreManifest, stripManifest, withoutSourceCondition } from './source-condition.mjs';
import { readPackage } from './workspace.mjs';

/** Four spaces and no newline at the end: a manifest whose bytes a rewrite would not give back by chance. */
const original = JSON.stringify(
  {
    name: '@reg/sample',
    version: '1.2.3',
    type: 'module',
    exports: {
      '.': { '@reg/source': './src/index.ts', types: './dist/index.d.ts', default: './dist/index.js' },
      './sub': { node: { '@reg/source': './src/sub.ts', default: './dist/sub.js' } },
      './package.json': './package.json',
    },
    imports: { '#part': { '@reg/source': './src/part.ts', default: './dist/part.js' } },
    files: ['dist'],
    scripts: { prepack: 'reg-strip-source-condition', postpack: 'reg-strip-source-condition --restore' },
  },
  null,
  4,
);

let folder: string;
let manifest: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reg-strip-'));
  manifest = join(folder, 'package.json');
  writeFileSync(manifest, original);
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

const read = () => readFileSync(manifest, 'utf8');

describe('the manifest while it is packed', () => {
  it('has everything but the source condition, at any depth', () => {
    expect(JSON.parse(withoutSourceCondition(original))).toEqual({
      ...(JSON.parse(original) as object),
      exports: {
        '.': { types: './dist/index.d.ts', default: './dist/index.js' },
        './sub': { node: { default: './dist/sub.js' } },
        './package.json': './package.json',
      },
      imports: { '#part': { default: './dist/part.js' } },
    });
  });

  it('comes back byte for byte', () => {
    stripManifest(folder);
    expect(read()).not.toContain('@reg/source');
    restoreManifest(folder);
    expect(read()).toBe(original);
    expect(readdirSync(folder)).toEqual(['package.json']);
  });

  it('comes back after an interrupted run, whatever runs next', () => {
    stripManifest(folder);
    stripManifest(folder);
    restoreManifest(folder);
    expect(read()).toBe(original);
  });

  it('stays as it is when there is nothing to restore', () => {
    restoreManifest(folder);
    expect(read()).toBe(original);
  });

  it('is not overwritten when someone edited it after an interrupted run', () => {
    stripManifest(folder);
    writeFileSync(manifest, read().replace('1.2.3', '2.0.0'));
    expect(() => restoreManifest(folder)).toThrow(
      /was edited after an interrupted pack.*package\.json\.original/su,
    );
    expect(read()).toContain('2.0.0');
  });
});

it('npm pack in the package itself leaves out the condition and restores the file', async () => {
  await runCommand('npm', ['pack', '--silent'], { cwd: folder });
  const packed = await runCommand('tar', ['-xzOf', 'reg-sample-1.2.3.tgz', 'package/package.json'], {
    cwd: folder,
  });
  expect(packed).toBe(withoutSourceCondition(original));
  expect(read()).toBe(original);
});

it('a checked tarball comes from a copy, so that the workspace is never without its sources', async () => {
  const destination = mkdtempSync(join(tmpdir(), 'reg-pack-'));
  try {
    const tarball = await packPackage(readPackage(folder), destination);
    const packed = await runCommand('tar', ['-xzOf', tarball, 'package/package.json'], { cwd: destination });
    expect(packed).toBe(withoutSourceCondition(original));
    expect(read()).toBe(original);
  } finally {
    rmSync(destination, { recursive: true });
  }
});
