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
    // undici does without HTTP/2 where there is none, and reg asks vendors over HTTP/1.1 only.
    build.onResolve({ filter: /^node:http2$/ }, ({ path, importer }) =>
      /\/undici\/lib\//.test(importer) ? { path, namespace: 'missing-builtin' } : undefined,
    );
    // prom-client asks OpenTelemetry for the span of an exemplar; reg writes none.
    build.onResolve({ filter: /^@opentelemetry\/api$/ }, ({ path, importer }) =>
      /\/prom-client\//.test(importer) ? { path, namespace: 'unused' } : undefined,
    );
    build.onLoad({ filter: /./, namespace: 'unused' }, () => ({ contents: 'module.exports = {};' }));
    const names = builtinModules.map((name) => name.replace('node:', '')).join('|');
    build.onResolve({ filter: new RegExp(`^(node:)?(${names})$`) }, ({ path, kind }) => {
      // What `import()` gives of a file in CommonJS has no names, only a default.
      if (kind === 'dynamic-import') return { path, external: true };
      return {
        path,
        namespace: kind === 'require-call' ? 'required-builtin' : 'imported-builtin',
        sideEffects: false,
      };
    });
    build.onLoad({ filter: /./, namespace: 'missing-builtin' }, ({ path }) => ({
      contents: `throw new Error('${path} is left out');`,
    }));
    build.onLoad({ filter: /./, namespace: 'required-builtin' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule('${path}');`,
    }));
    build.onLoad({ filter: /./, namespace: 'imported-builtin' }, ({ path }) => ({
      contents: [
        `const it = /* @__PURE__ */ process.getBuiltinModule('${path}');`,
        'export default it;',
        // Pure, so that only those stay in the bundle that are used.
        ...Object.keys(process.getBuiltinModule(path) ?? {}).map(
          (name) => `const _${name} = /* @__PURE__ */ (() => it.${name})(); export { _${name} as ${name} };`,
        ),
      ].join('\n'),
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
