import { packageTests } from '../../vitest.base.js';

export default packageTests({ test: { testTimeout: 120_000, hookTimeout: 120_000 } });
