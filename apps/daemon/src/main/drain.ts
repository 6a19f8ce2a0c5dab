import type { Clock } from '@reg/core';
import type { CallsInFlight } from '../http/calls-in-flight.js';
import type { GatewayServer } from '../http/create-server.js';
import { closeUnusedConnections } from '../http/unused-connections.js';
import { shuttingDownProblem } from '../http/http-problem.js';

export interface DrainOptions {
  readonly calls: CallsInFlight;
  readonly clock: Clock;
  /** How long calls in progress may go on. */
  readonly drainTimeoutMs: number;
}

/** What a cut call gets for sending its error event and closing its connection. */
const farewellMs = 1000;
const sweepEveryMs = 50;

/**
 * Stops listening, lets calls in progress finish for a while, then cuts the rest: each of their clients is told.
 * Settles when every connection is closed.
 */
export async function drain(server: GatewayServer, options: DrainOptions): Promise<void> {
  const { clock } = options;
  const closed = server.close().then(() => true);
  const stopSweeping = sweepIdleConnections(server, clock);
  try {
    await closeOrCut(server, closed, options);
  } finally {
    stopSweeping();
  }
}

async function closeOrCut(
  server: GatewayServer,
  closed: Promise<boolean>,
  { calls, clock, drainTimeoutMs }: DrainOptions,
): Promise<void> {
  if (await settlesWithin(closed, drainTimeoutMs, clock)) return;
  calls.cutAll(shuttingDownProblem());
  if (await settlesWithin(closed, farewellMs, clock)) return;
  server.server.closeAllConnections();
  await closed;
}

/** Node closes only the connections that are idle at the start; those whose answer ends later would linger, and so
 * would those over which nothing ever came. */
function sweepIdleConnections(server: GatewayServer, clock: Clock): () => void {
  let cancel = () => undefined as void;
  const sweep = () => {
    closeUnusedConnections(server.server);
    cancel = clock.schedule(sweepEveryMs, sweep);
  };
  sweep();
  return () => {
    cancel();
  };
}

function settlesWithin(work: Promise<boolean>, timeoutMs: number, clock: Clock): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const cancel = clock.schedule(timeoutMs, () => {
      resolve(false);
    });
    work.then(resolve, reject).finally(cancel);
  });
}
