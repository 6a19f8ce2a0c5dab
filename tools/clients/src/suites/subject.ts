import { afterAll, afterEach, beforeAll } from 'vitest';
import type { ClientUnderTest } from '../client-under-test.js';
import type { ServedDaemon } from '../served-daemon.js';

/** A client and the daemon that it talks to. */
export interface Subject {
  readonly served: ServedDaemon;
  readonly client: ClientUnderTest;
}

/** One daemon for the tests of a client, with a clean slate for each. */
export function useSubject(start: () => Promise<Subject>): () => Subject {
  let subject: Subject | undefined;
  beforeAll(async () => {
    subject = await start();
  });
  afterEach(() => subject?.served.reset());
  afterAll(() => subject?.served[Symbol.asyncDispose]());
  return () => {
    if (subject === undefined) throw new Error('The daemon did not start.');
    return subject;
  };
}
