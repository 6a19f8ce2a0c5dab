import { rmSync } from 'node:fs';
import { builtinModules } from 'node:module';
import type { Options } from 'tsup';
import { packageBuild } from '../../tsup.base.js';

type Plugin = NonNullable<Options['esbuildPlugins']>[number];

/**
 * Node's own modules, without what an `import` of them costs. It reads every export to bind it, also those that are
 * made when they are first read: for node:http that loads the whole of Node's fetch, for its WebSocket (seen in 24.21).
 */
const builtins: Plugin = {
  name: 'builtins',
  setup(build) {
    const names = builtinModules.map((name) => name.replace('node:', '')).join('|');
    build.onResolve({ filter: new RegExp(`^(node:)?(${names})$`) }, ({ path, kind }) =>
      // What `import()` gives of a file in CommonJS has no names, only a default.
      kind === 'dynamic-import' ? { path, external: true } : { path, namespace: 'builtin' },
    );
    build.onLoad({ filter: /./, namespace: 'builtin' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule('${path}');`,
    }));
  },
};

// Two builds share the folder, so neither may empty it.
rmSync('dist', { recursive: true, force: true });

export default [
  // For programs: shares its dependencies with them.
  packageBuild({ clean: false }),
  // The command: brings everything with it, because finding and reading hundreds of files is most of a start.
  packageBuild({
    entry: { cli: 'src/cli.ts' },
    clean: false,
    dts: false,
    sourcemap: false,
    noExternal: [/./],
    // Rollup would look at every line of the dependencies once more and find nothing that esbuild left.
    treeshake: false,
    removeNodeProtocol: false,
    esbuildPlugins: [builtins],
  }),
];
