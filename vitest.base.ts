import { defineConfig, mergeConfig, type ViteUserConfig } from 'vitest/config';

/** Tests run on sources: the `@reg/source` export condition makes every workspace import resolve to src/. */
const conditions = ['@reg/source', 'module', 'node', 'import', 'default'];

/** The report that `npm test` adds up at its end; nx keeps it in its cache with the result. */
export const testReport = 'test-results/vitest.json';

export function packageTests(overrides: ViteUserConfig = {}) {
  return mergeConfig(
    defineConfig({
      define: { __PACKAGE_VERSION__: JSON.stringify('0.0.0-test') },
      resolve: { conditions },
      ssr: { resolve: { conditions } },
      test: {
        include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
        environment: 'node',
        restoreMocks: true,
        allowOnly: false,
        testTimeout: 20_000,
        reporters: ['default', ['json', { outputFile: testReport }]],
        typecheck: { enabled: false },
      },
    }),
    overrides,
  );
}
