import { packageBuild } from '../../tsup.base.js';

// The schema, with zod and the YAML reader, is a file of its own: Node loads it on demand, and whoever bundles only
// `Secret` or `RegError` leaves it behind.
export default packageBuild({
  entry: ['src/index.ts', 'src/settings.ts', 'src/settings-on-demand.ts'],
  external: ['#settings'],
  dts: { entry: { index: 'src/index.ts', settings: 'src/settings.ts' } },
});
