import { readFileSync } from 'node:fs';
import { defineConfig, type Options } from 'tsup';
import { bundledLicenses } from './tools/packaging/src/bundled-licenses.js';

/** One build shape for every package: ESM with declarations and source maps, and the version from package.json. */
export function packageBuild(overrides: Options = {}) {
  const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  return defineConfig({
    entry: { index: 'src/index.ts' },
    format: ['esm'],
    target: 'node22',
    platform: 'node',
    dts: true,
    sourcemap: true,
    clean: true,
    treeshake: true,
    define: { __PACKAGE_VERSION__: JSON.stringify(manifest.version) },
    ...overrides,
    esbuildPlugins: [bundledLicenses(), ...(overrides.esbuildPlugins ?? [])],
  });
}
