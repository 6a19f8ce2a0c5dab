// How large the files of each package may be, and what is left of it in a user's own bundle. In bytes, as
// `npm run check:sizes` says. A limit is some 10 % above what is there; raise it in the change that needs more.
const kb = (/** @type {number} */ size) => `${size} kB`;

/** @type {(name: string, folder: string, limit: number) => import('size-limit').SizeLimitConfig[number]} */
const files = (name, folder, limit) => ({
  name: `${name}: its files`,
  path: `${folder}/dist/**/*.js`,
  limit: kb(limit),
  brotli: false,
  disablePlugins: ['@size-limit/esbuild'],
});

/** @type {(name: string, folder: string, what: { import: string, limit: number }) => import('size-limit').SizeLimitConfig[number]} */
const bundled = (name, folder, what) => ({
  name: `${name}: ${what.import} in a bundle`,
  path: `${folder}/dist/index.js`,
  import: what.import,
  limit: kb(what.limit),
  brotli: false,
  modifyEsbuildConfig: (config) => ({
    ...config,
    platform: 'node',
    format: 'esm',
    // Left to its user, and loaded on demand.
    external: ['undici', 'undici/*', '@opentelemetry/api'],
  }),
});

export default [
  files('@reg/config', 'packages/config', 90),
  files('@reg/core', 'packages/core', 185),
  files('@reg/selection', 'packages/selection', 147),
  files('@reg/openai-compatible', 'packages/openai-compatible', 134),
  files('@reg/providers-kimi', 'packages/providers-kimi', 46),
  files('@reg/providers-glm', 'packages/providers-glm', 47),
  files('@reg/registry', 'packages/registry', 16),
  files('@reg/testkit', 'packages/testkit', 232),
  files('@reg/ai-sdk', 'packages/ai-sdk', 30),
  files('@reg/daemon', 'apps/daemon', 6500),
  bundled('@reg/config', 'packages/config', { import: '{ Secret }', limit: 2.5 }),
  bundled('@reg/registry', 'packages/registry', { import: '{ createRegistry }', limit: 560 }),
];
