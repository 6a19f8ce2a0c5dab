import js from '@eslint/js';
import nx from '@nx/eslint-plugin';
import tseslint from 'typescript-eslint';

/** Who may import whom. The order is the dependency direction of docs/architecture.md. */
const layers = [
  { sourceTag: 'type:config', onlyDependOnLibsWithTags: [] },
  { sourceTag: 'type:core', onlyDependOnLibsWithTags: ['type:config'] },
  { sourceTag: 'type:selection', onlyDependOnLibsWithTags: ['type:core', 'type:config'] },
  { sourceTag: 'type:transport', onlyDependOnLibsWithTags: ['type:core', 'type:config'] },
  { sourceTag: 'type:provider', onlyDependOnLibsWithTags: ['type:transport', 'type:core', 'type:config'] },
  { sourceTag: 'type:testing', onlyDependOnLibsWithTags: ['type:core'] },
  {
    sourceTag: 'type:facade',
    onlyDependOnLibsWithTags: [
      'type:config',
      'type:core',
      'type:selection',
      'type:transport',
      'type:provider',
    ],
  },
  { sourceTag: 'type:app', notDependOnLibsWithTags: ['type:tool'] },
  { sourceTag: 'type:tool', onlyDependOnLibsWithTags: ['*'] },
  { sourceTag: 'scope:kimi', notDependOnLibsWithTags: ['scope:glm'] },
  { sourceTag: 'scope:glm', notDependOnLibsWithTags: ['scope:kimi'] },
];

/** The same layers for test files, which may also use the testkit. */
const layersInTests = layers.map((layer) =>
  layer.onlyDependOnLibsWithTags &&
  !['type:config', 'type:core', 'type:testing', 'type:tool'].includes(layer.sourceTag)
    ? { ...layer, onlyDependOnLibsWithTags: [...layer.onlyDependOnLibsWithTags, 'type:testing'] }
    : layer,
);

const boundaries = (depConstraints) => [
  'error',
  { allow: [], allowCircularSelfDependency: true, enforceBuildableLibDependency: false, depConstraints },
];

/** External packages that belong to one layer only, and why. */
const ownedPackages = {
  cockatiel: 'cockatiel stays inside packages/core: resilience has one home.',
  undici: 'undici stays inside packages/openai-compatible: there is one transport.',
};
const bannedPackages = (names) => [
  'error',
  {
    paths: names.map((name) => ({ name, message: ownedPackages[name] })),
    patterns: names.map((name) => ({ group: [`${name}/*`], message: ownedPackages[name] })),
  },
];

const environmentReads = [
  'error',
  {
    selector: "MemberExpression[object.name='process'][property.name='env']",
    message: 'process.env is read in packages/config only; take settings as plain options.',
  },
  {
    selector: "MemberExpression[object.name='process'][property.value='env']",
    message: 'process.env is read in packages/config only; take settings as plain options.',
  },
  {
    selector: "VariableDeclarator[init.name='process'] > ObjectPattern > Property[key.name='env']",
    message: 'process.env is read in packages/config only; take settings as plain options.',
  },
  {
    selector: "ImportDeclaration[source.value=/^(node:)?process$/] > ImportSpecifier[imported.name='env']",
    message: 'process.env is read in packages/config only; take settings as plain options.',
  },
];

export default tseslint.config(
  { ignores: ['**/dist/**', '**/node_modules/**', '**/.nx/**', '**/coverage/**', '**/__violations__/**'] },
  js.configs.recommended,
  ...tseslint.configs.strict,
  {
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
      'no-restricted-syntax': environmentReads,
    },
  },
  {
    files: ['packages/**'],
    ignores: ['packages/core/**', 'packages/openai-compatible/**'],
    rules: { 'no-restricted-imports': bannedPackages(['cockatiel', 'undici']) },
  },
  {
    files: ['apps/**', 'examples/**'],
    rules: { 'no-restricted-imports': bannedPackages(['cockatiel', 'undici']) },
  },
  { files: ['packages/core/**'], rules: { 'no-restricted-imports': bannedPackages(['undici']) } },
  {
    files: ['packages/openai-compatible/**'],
    rules: { 'no-restricted-imports': bannedPackages(['cockatiel']) },
  },
  { files: ['packages/config/**'], rules: { 'no-restricted-syntax': 'off' } },
  {
    files: ['**/*.test.ts', '**/*.test-d.ts', '**/test/**'],
    rules: {
      '@nx/enforce-module-boundaries': boundaries(layersInTests),
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  {
    files: ['**/tsup.config.ts', '**/vitest.config.ts', 'tools/**', '*.ts', '*.mjs'],
    rules: {
      '@nx/enforce-module-boundaries': 'off',
      'no-restricted-syntax': 'off',
      'no-restricted-imports': 'off',
    },
  },
);
