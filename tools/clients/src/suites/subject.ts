import { afterAll, afterEach, beforeAll } from 'vitest';
import type { AskingClient, ClientUnderTest } from '../client-under-test.js';
import type { ServedDaemon } from '../served-daemon.js';

/** A client and the daemon that it talks to. */
export interface Subject<Client extends AskingClient = ClientUnderTest> {
  readonly served: ServedDaemon;
  readonly client: Client;
}

/** One daemon for the tests of a client, with a clean slate for each. */
export function useSubject<Client extends AskingClient>(
  start: () => Promise<Subject<Client>>,
): () => Subject<Client> {
  let subject: Subject<Client> | undefined;
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
