import { describe } from 'vitest';
import type { ClientUnderTest, DaemonAddress } from './client-under-test.js';
import { clientKey, serveDaemon } from './served-daemon.js';
import { testAgents } from './suites/test-agents.js';
import { testAnswers } from './suites/test-answers.js';
import { testBrokenStreams } from './suites/test-broken-streams.js';
import { testFailures } from './suites/test-failures.js';
import { testStreams } from './suites/test-streams.js';
import { testStructuredOutput } from './suites/test-structured-output.js';
import { useSubject } from './suites/subject.js';

/** Everything that every client must be able to do against the daemon, and how it must be told what goes wrong. */
export function testClient(name: string, createClient: (daemon: DaemonAddress) => ClientUnderTest): void {
  describe(name, () => {
    const subject = useSubject(async () => {
      const served = await serveDaemon();
      return { served, client: createClient({ url: served.url, apiKey: clientKey }) };
    });
    testAnswers(subject);
    testStructuredOutput(subject);
    testStreams(subject);
    testBrokenStreams(subject);
    testAgents(subject);
    testFailures(subject);
  });
}
