import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { allCases } from './cases/all-cases.js';
import { caseId } from './conformance-case.js';
import type { CaseResult } from './run-case.js';
import { runAgainstTarget, runConformance } from './run-conformance.js';

const chosen = (pattern: RegExp) => allCases.filter((scenario) => pattern.test(caseId(scenario)));
const brokenOf = (results: readonly CaseResult[]) =>
  results
    .filter(({ status }) => status === 'broken')
    .map(({ id, surface, differences }) => `${id} (${surface}): ${differences.join('; ')}`);

describe('reg itself', () => {
  it.each([
    /^before-response\/(connection-refused|dns-failure|reset-at-connect|headers-without-end)\/kimi/,
    /^statuses\/(429-1113|429-insufficient-balance|400-content-filter|500-1234|504-gateway-timeout)\//,
    /^bodies\/(html-504|empty|truncated-json-reset|gzip-bomb|tool-call)\/glm/,
    /^streams\/(split-utf8|preamble-then-error|cut-after-content-close|cut-inside-a-tool-call-reset|finish-network-error)\//,
    /^sequences\/(circuit-probes-and-recovers|all-open|dead-key|client-leaves|concurrency-limit-refuses)/,
    /^peers\//,
  ])('keeps the law over HTTP and in process: %s', async (pattern) => {
    const cases = chosen(pattern);
    expect(cases.length).toBeGreaterThan(3);
    const results = await runConformance({ cases });
    for (const scenario of cases) {
      const surfaces = results.filter(({ id }) => id === caseId(scenario)).map(({ surface }) => surface);
      // Pictures and conversations are told differently in each dialect: those are asked in the first alone.
      expect([
        ['http', 'messages', 'responses', 'in-process'],
        ['http', 'in-process'],
      ]).toContainEqual(surfaces);
    }
    expect(results.filter(({ surface }) => surface === 'messages')).not.toEqual([]);
    expect(brokenOf(results)).toEqual([]);
  });
});

describe('a gateway of somebody else', () => {
  let gateway: Server | undefined;

  afterEach(() => {
    gateway?.closeAllConnections();
    gateway?.close();
  });

  /** Relays to Kimi and never fails over; what it does when the vendor's stream stops is its own affair. */
  async function startRelay(onStop: (response: ServerResponse) => void) {
    let upstream = '';
    const server = createServer((request, response) => {
      const pieces: Buffer[] = [];
      request.on('data', (piece: Buffer) => pieces.push(piece));
      request.on('end', () => {
        void relay(Buffer.concat(pieces), response);
      });
    });
    async function relay(body: Buffer, response: ServerResponse): Promise<void> {
      const answer = await fetch(`${upstream}/chat/completions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: 'Bearer any' },
        body: new Uint8Array(body),
      });
      response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' });
      try {
        for await (const bytes of answer.body ?? []) response.write(bytes);
      } catch {
        onStop(response);
      }
      response.end();
    }
    gateway = server;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    return (pattern: RegExp) =>
      runAgainstTarget({
        cases: chosen(pattern),
        target: { baseUrl: `http://127.0.0.1:${port}/v1`, models: { kimi: 'kimi-k2.6', glm: 'glm-5.2' } },
        ports: {},
        patienceMs: 2000,
        onUpstreams: async ({ baseUrls }) => {
          upstream = baseUrls.kimi;
        },
      });
  }

  it('is found out when it ends a cut stream as if it were whole', async () => {
    const put = await startRelay((response) => response.write('data: [DONE]\n\n'));
    const [plain, cut, ...rest] = await put(/^streams\/(plain|cut-after-content-close)\/kimi/);
    expect(rest).toEqual([]);
    expect(plain).toMatchObject({ status: 'kept', surface: 'target' });
    expect(cut?.status).toBe('broken');
    expect(cut?.differences.join()).toContain('ended without a finish reason');
  });

  it('is found out when a stream just stops, and when nothing takes the place of a vendor that is down', async () => {
    const put = await startRelay(() => undefined);
    const results = await put(/^(streams\/cut-after-content-reset|statuses\/503-server-unavailable)\/kimi/);
    expect(results.map(({ status }) => status)).toEqual(['broken', 'broken', 'broken']);
    expect(results.map(({ differences }) => differences.join()).join('\n')).toContain('without [DONE]');
  });
});
