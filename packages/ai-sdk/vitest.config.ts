import { packageTests } from '../../vitest.base.js';

/** The types are tested by `typecheck`, which compiles `*.test-d.ts`; `npm run test:types` tells them by name. */
export default packageTests({
  test: { typecheck: { include: ['test/**/*.test-d.ts'], tsconfig: './tsconfig.json' } },
});
