import { packageBuild } from '../../tsup.base.js';

// File by file, so that whoever bundles only `Secret` or `RegError` leaves the schema and the YAML reader behind.
export default packageBuild({
  entry: ['src/**/*.ts', '!src/**/*.test.ts'],
  bundle: false,
  dts: { entry: { index: 'src/index.ts' } },
});
