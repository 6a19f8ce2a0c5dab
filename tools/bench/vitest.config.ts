import { packageTests } from '../../vitest.base.js';

export default packageTests({ test: { testTimeout: 180_000, hookTimeout: 60_000 } });
