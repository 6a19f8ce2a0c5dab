import { describe, expect, it } from 'vitest';
import type { Ask, AskingClient, FailureName } from '../client-under-test.js';
import { lockedModel, type ServedDaemon } from '../served-daemon.js';
import type { Subject } from './subject.js';

interface Failure {
  readonly name: FailureName;
  readonly status: number;
  readonly ask?: Partial<Ask>;
  prepare?(served: ServedDaemon): void;
}

const failures: readonly Failure[] = [
  { name: 'wrong client key', status: 401, ask: { apiKey: 'not-the-key' } },
  { name: 'unknown model', status: 404, ask: { model: 'kimi-k2.66' } },
  { name: 'bad request', status: 400, ask: { reg: { category: 'no-such-category' } } },
  {
    name: 'forbidden model',
    status: 403,
    ask: { model: lockedModel },
  },
  {
    name: 'overloaded vendor',
    status: 429,
    prepare: (served) => {
      scriptError(served, 'engineOverloaded');
    },
  },
  {
    name: 'rate of the vendor',
    status: 429,
    prepare: (served) => {
      scriptError(served, 'maxRequestsPerMinute');
    },
  },
  {
    name: 'failing vendor',
    status: 502,
    prepare: ({ kimi }) => kimi.script({ kind: 'status', status: 500, body: {}, times: 'always' }),
  },
  {
    name: 'silent vendor',
    status: 504,
    ask: { reg: { deadlineMs: 300 } },
    prepare: ({ kimi }) => kimi.script({ kind: 'silence', times: 'always' }),
  },
  {
    name: 'no usable provider',
    status: 503,
    prepare: ({ daemon }) => daemon.registry.isolateCircuit('model', 'kimi/kimi-k2.6'),
  },
];

function scriptError({ kimi }: ServedDaemon, name: string): void {
  const error = kimi.errors[name];
  if (error === undefined) throw new Error(`the simulator lost ${name}`);
  kimi.script({ kind: 'error', error, times: 'always' });
}

export function testFailures(subject: () => Subject<AskingClient>): void {
  describe.each(['chat', 'stream'] as const)('a failure of %s', (how) => {
    it.each(failures)('is told as what it is: $name, $status', async ({ name, status, ask, prepare }) => {
      const { client, served } = subject();
      prepare?.(served);
      const thrown = await client[how]({ model: 'kimi-k2.6', prompt: 'hello', ...ask }).catch(
        (error: unknown) => error,
      );
      const told = name === 'overloaded vendor' ? (client.overloadedStatus ?? status) : status;
      expect(client.describeError(thrown)).toMatchObject({ name: client.errorNames[name], status: told });
    });
  });

  it('a request that is wrong is sent once, whatever the client’s own retries', async () => {
    const { client, served } = subject();
    scriptError(served, 'contentFilter');
    const asking = client.chat({ model: 'kimi-k2.6', prompt: 'hello', maxRetries: 1 });
    const thrown = await asking.catch((error: unknown) => error);
    expect(client.describeError(thrown)).toMatchObject({
      name: client.errorNames['bad request'],
      status: 400,
    });
    expect(served.kimi.requests).toHaveLength(1);
  });

  it('a failing vendor is asked as often as reg asks, by a client that reads what it is told', async () => {
    const { client, served } = subject();
    served.kimi.script({ kind: 'status', status: 500, body: {}, times: 'always' });
    const asking = client.chat({ model: 'kimi-k2.6', prompt: 'hello', maxRetries: 1 });
    await expect(asking).rejects.toThrow();
    // The others ask again, until the circuit opens.
    if (client.obeysShouldRetry) expect(served.kimi.requests).toHaveLength(2);
    else expect(served.kimi.requests.length).toBeGreaterThan(2);
  });

  it('an abort while the vendor thinks reaches it', async () => {
    const { client, served } = subject();
    served.kimi.script({ kind: 'silence', times: 'always' });
    const controller = new AbortController();
    const asking = client.chat({ model: 'kimi-k2.6', prompt: 'hello', signal: controller.signal });
    await served.kimi.received(1);
    controller.abort();
    const thrown = await asking.catch((error: unknown) => error);
    expect(client.describeError(thrown).name).toBe(client.errorNames.abort);
    await expect.poll(() => served.kimi.requests.at(-1)?.aborted).toBe(true);
  });
}
