import { describe } from 'vitest';
import { clientKey, serveDaemon } from '../served-daemon.js';
import { testAnswers } from '../suites/test-answers.js';
import { testBrokenStreams } from '../suites/test-broken-streams.js';
import { testFailures } from '../suites/test-failures.js';
import { useSubject } from '../suites/subject.js';
import { createMcpClient } from './mcp-client.js';
import { testHost } from './test-host.js';

describe('@modelcontextprotocol/sdk', () => {
  const subject = useSubject(async () => {
    const served = await serveDaemon();
    return { served, client: createMcpClient({ url: served.url, apiKey: clientKey }) };
  });
  testAnswers(subject);
  testBrokenStreams(subject);
  testFailures(subject);
  testHost(subject);
});
