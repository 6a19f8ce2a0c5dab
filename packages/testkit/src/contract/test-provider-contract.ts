import { registerChatContract } from './chat-contract.js';
import type { ContractSubject, ContractTest, TestFunctions } from './contract-subject.js';
import { registerErrorContract } from './error-contract.js';
import { registerFailureContract } from './failure-contract.js';
import { registerLifecycleContract } from './lifecycle-contract.js';
import { registerStreamContract } from './stream-contract.js';

/**
 * The contract that every {@link Provider} keeps, as tests against a simulator: valid answers and streams, one HTTP
 * request per call, the right error for every vendor error and every broken connection, aborts that reach the
 * vendor, and no key in any error. Each test gets a subject of its own from `setup`.
 *
 * The test functions are handed over, so that this package depends on no test runner:
 * `testProviderContract('kimi', setup, { describe, it, expect })`.
 */
export function testProviderContract(
  name: string,
  setup: () => Promise<ContractSubject> | ContractSubject,
  functions: TestFunctions,
): void {
  const test: ContractTest = (title, body) => {
    functions.it(title, async () => {
      const subject = await setup();
      try {
        await body(subject, functions.expect);
      } finally {
        await subject.close();
      }
    });
  };
  functions.describe(`provider contract: ${name}`, () => {
    registerChatContract(test);
    registerStreamContract(test);
    registerErrorContract(test);
    registerFailureContract(test);
    registerLifecycleContract(test);
  });
}
