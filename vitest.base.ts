import { defineConfig, mergeConfig, type ViteUserConfig } from 'vitest/config';

/** Tests run on sources: the `@reg/source` export condition makes every workspace import resolve to src/. */
export function packageTests(overrides: ViteUserConfig = {}) {
  return mergeConfig(
    defineConfig({
      define: { __PACKAGE_VERSION__: JSON.stringify('0.0.0-test') },
      resolve: { conditions: ['@reg/source', 'module', 'node', 'import', 'default'] },
      ssr: { resolve: { conditions: ['@reg/source', 'module', 'node', 'import', 'default'] } },
      test: {
        include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
        environment: 'node',
        restoreMocks: true,
        testTimeout: 20_000,
        typecheck: { enabled: false },
      },
    }),
    overrides,
  );
}
