import js from '@eslint/js';
import nx from '@nx/eslint-plugin';
import tseslint from 'typescript-eslint';
import { environmentReads } from './tools/boundaries/src/environment-reads.mjs';
import { exportAll } from './tools/boundaries/src/export-all.mjs';
import { layers, layersInTests } from './tools/boundaries/src/layers.mjs';
import { restrictedDynamicImports, restrictedImports } from './tools/boundaries/src/owned-packages.mjs';

const boundaries = (depConstraints) => [
  'error',
  {
    allow: [],
    allowCircularSelfDependency: true,
    enforceBuildableLibDependency: false,
    // A package may be imported lazily in one file and plainly in another: start-up time is not a boundary.
    checkDynamicDependenciesExceptions: ['.*'],
    depConstraints,
  },
];

/**
 * What the sources of one place may use of the world outside. ESLint replaces a rule's options as a whole,
 * so each place states all of them.
 */
const outsideWorld = ({ owns = [], readsEnvironment = false } = {}) => ({
  'no-restricted-imports': ['error', restrictedImports(owns)],
  'no-restricted-syntax': [
    'error',
    ...exportAll,
    ...restrictedDynamicImports(owns),
    ...(readsEnvironment ? [] : environmentReads),
  ],
});

export default tseslint.config(
  { ignores: ['**/dist/**', '**/node_modules/**', '**/.nx/**', '**/coverage/**', '**/test-results/**'] },
  {
    files: ['**/*.{ts,mts,js,mjs}'],
    extends: [js.configs.recommended, ...tseslint.configs.strict],
    plugins: { '@nx': nx },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    languageOptions: {
      globals: {
        AbortController: 'readonly',
        AbortSignal: 'readonly',
        Buffer: 'readonly',
        URL: 'readonly',
        URLSearchParams: 'readonly',
        TextDecoder: 'readonly',
        TextEncoder: 'readonly',
        clearInterval: 'readonly',
        clearTimeout: 'readonly',
        console: 'readonly',
        fetch: 'readonly',
        performance: 'readonly',
        process: 'readonly',
        queueMicrotask: 'readonly',
        setImmediate: 'readonly',
        setInterval: 'readonly',
        setTimeout: 'readonly',
        structuredClone: 'readonly',
      },
    },
    rules: {
      '@nx/enforce-module-boundaries': boundaries(layers),
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-invalid-void-type': 'off',
      eqeqeq: ['error', 'smart'],
    },
  },
  {
    // What only the types can tell: a promise that nobody waits for, a case that nobody handles.
    files: ['{packages,apps}/*/{src,test}/**/*.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
    },
  },
  { files: ['{packages,apps,examples}/**/*.{ts,mts,js,mjs}'], rules: outsideWorld() },
  { files: ['packages/core/**/*.ts'], rules: outsideWorld({ owns: ['cockatiel'] }) },
  { files: ['packages/openai-compatible/**/*.ts'], rules: outsideWorld({ owns: ['undici'] }) },
  { files: ['packages/config/**/*.ts'], rules: outsideWorld({ readsEnvironment: true }) },
  {
    files: ['**/*.test.ts', '**/*.test-d.ts', '**/test/**/*.ts'],
    rules: {
      '@nx/enforce-module-boundaries': boundaries(layersInTests),
      '@typescript-eslint/no-misused-promises': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  {
    files: ['**/tsup.config.ts', '**/vitest.config.ts', 'tools/**/*.{ts,mjs}', '*.ts', '*.mjs'],
    rules: {
      '@nx/enforce-module-boundaries': 'off',
      'no-restricted-syntax': 'off',
      'no-restricted-imports': 'off',
    },
  },
);
