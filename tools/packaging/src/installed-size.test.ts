import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { installedSize } from './installed-size.mjs';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'reg-sizes-'));
});

afterEach(() => {
  rmSync(root, { recursive: true });
});

function write(path: string, text: string): number {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
  return text.length;
}

const manifest = (name: string, dependencies: object = {}) =>
  JSON.stringify({ name, files: ['dist'], dependencies });

describe('installedSize', () => {
  it('adds up what is packed and every dependency once, the nearest copy of each', () => {
    const counted = [
      write('package.json', manifest('@reg/own', { one: '1', two: '1' })),
      write('dist/index.js', 'own code'),
      write('node_modules/one/package.json', manifest('one', { two: '2' })),
      write('node_modules/one/lib/deep.js', 'deep'),
      write('node_modules/one/node_modules/two/package.json', manifest('two')),
      write('node_modules/two/package.json', manifest('two', { one: '1' })),
    ];
    write('src/index.ts', 'is not packed');
    write('node_modules/three/package.json', manifest('three'));
    expect(installedSize(root)).toEqual({ bytes: counted.reduce((sum, size) => sum + size, 0), packages: 4 });
  });

  it('says what is not installed', () => {
    write('package.json', manifest('@reg/own', { absent: '1' }));
    expect(() => installedSize(root)).toThrow(/absent, which .* depends on, is not installed/);
  });
});
