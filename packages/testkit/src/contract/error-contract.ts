import type { FailureKind } from '@reg/core';
import type { Fault } from '../faults/fault.js';
import type { VendorError } from '../faults/vendor-error.js';
import type { ContractSubject, ContractTest } from './contract-subject.js';
import { drain, readFailure } from './read-failure.js';
import { plainRequest } from './sample-requests.js';

/** The vendor's own errors. */
export function registerErrorContract(test: ContractTest): void {
  test('chat turns every vendor error into its kind, with one request and no key', async (subject, expect) => {
    const wrong = await wrongKinds(subject, () =>
      subject.provider.chat(plainRequest(subject), subject.call()),
    );
    expect(wrong).toEqual([]);
  });

  test('stream refuses with every vendor error of its kind, with one request and no key', async (subject, expect) => {
    const wrong = await wrongKinds(subject, () =>
      subject.provider.stream(plainRequest(subject), subject.call()),
    );
    expect(wrong).toEqual([]);
  });

  test('an error inside a stream is thrown as what it is, early or late', async (subject, expect) => {
    const wrong: string[] = [];
    for (const [name, error] of inStreamErrors(subject.simulator.errors))
      for (const fault of inStreamFaults(error)) {
        subject.simulator.script(fault);
        const failure = await readFailure(subject, () => drain(subject, plainRequest(subject)));
        if (failure.kind !== error.expectedKind || failure.leaksKey)
          wrong.push(
            `${name}, ${JSON.stringify({ ...fault, error: undefined })}: ${failure.kind} instead of ${error.expectedKind}`,
          );
      }
    expect(wrong).toEqual([]);
  });

  test('an error inside HTTP 200 is an error', async (subject, expect) => {
    subject.simulator.script({ kind: 'error_in_200', times: 2 });
    const whole = await readFailure(subject, () =>
      subject.provider.chat(plainRequest(subject), subject.call()),
    );
    const streamed = await readFailure(subject, () => drain(subject, plainRequest(subject)));
    expect([whole.kind, streamed.kind].some((kind) => kind === 'none' || kind.startsWith('foreign'))).toBe(
      false,
    );
    expect(whole.leaksKey || streamed.leaksKey).toBe(false);
  });

  test('Retry-After reaches the error in each of its forms, never shortened', async (subject, expect) => {
    const error = Object.values(subject.simulator.errors).find((row) => row.expectedKind === 'rate_limited');
    const forms = [{ seconds: 90 }, { ms: 90_000 }, { dateInMs: 91_000 }];
    for (const retryAfter of error === undefined ? [] : forms) {
      subject.simulator.script({ kind: 'error', error: error as VendorError, retryAfter });
      const failure = await readFailure(subject, () =>
        subject.provider.chat(plainRequest(subject), subject.call()),
      );
      const waitMs = (failure.error as { retryAfterMs?: number } | undefined)?.retryAfterMs ?? 0;
      expect(waitMs >= 80_000 && waitMs <= 92_000, `${JSON.stringify(retryAfter)} became ${waitMs} ms`).toBe(
        true,
      );
    }
  });

  test('a key that the vendor repeats in its error does not get out', async (subject, expect) => {
    const key = subject.credential?.secret.reveal();
    if (key === undefined) return;
    const message = `Incorrect API key provided: ${key}. Find yours in the console.`;
    subject.simulator.script(
      {
        kind: 'status',
        status: 401,
        body: { error: { code: '1000', type: 'incorrect_api_key_error', message } },
      },
      { kind: 'status', status: 502, body: `<html>upstream refused ${key}</html>` },
    );
    for (const kind of ['authentication', 'server_error']) {
      const failure = await readFailure(subject, () =>
        subject.provider.chat(plainRequest(subject), subject.call()),
      );
      expect(failure.kind).toBe(kind);
      expect(failure.leaksKey, kind).toBe(false);
    }
  });
}

async function wrongKinds(subject: ContractSubject, run: () => Promise<unknown>): Promise<string[]> {
  const wrong: string[] = [];
  for (const [name, error] of Object.entries(subject.simulator.errors)) {
    await subject.simulator.reset();
    subject.simulator.script({ kind: 'error', error });
    const failure = await readFailure(subject, run);
    const requests = subject.simulator.requests.length;
    if (failure.kind !== error.expectedKind)
      wrong.push(`${name} (HTTP ${error.status}): ${failure.kind} instead of ${error.expectedKind}`);
    if (requests !== 1) wrong.push(`${name}: ${requests} requests instead of 1`);
    if (failure.leaksKey) wrong.push(`${name}: the key is in the error`);
  }
  return wrong;
}

const inStreamKinds: readonly FailureKind[] = [
  'overloaded',
  'rate_limited',
  'server_error',
  'content_filter',
];

/** One error of each kind that can strike once the stream has begun; only those that have a JSON body. */
function inStreamErrors(errors: Readonly<Record<string, VendorError>>): [string, VendorError][] {
  return inStreamKinds.flatMap((kind) =>
    Object.entries(errors)
      .filter(([, error]) => error.expectedKind === kind && typeof error.body === 'object')
      .slice(0, 1),
  );
}

function inStreamFaults(error: VendorError): Fault[] {
  return [
    { kind: 'error_first', error },
    { kind: 'error_first', error, named: true },
    { kind: 'preamble_then_error', error },
    { kind: 'error_mid_stream', error, afterContentChunks: 2 },
    { kind: 'error_mid_stream', error, afterContentChunks: 2, named: true, done: true },
  ];
}
