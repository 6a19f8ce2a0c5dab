// So that the packages that read these sources learn of it too.
// eslint-disable-next-line @typescript-eslint/triple-slash-reference -- no import can name what declares a foreign module.
/// <reference path="./undici-pool.d.ts" />
import type { Dispatcher, Pool } from 'undici';

/** A dial that nobody waits for any more may go on this long; whoever waits has a timeout of its own. */
const dialTimeoutMs = 120_000;

/** How long an unused connection is kept, unless the server says otherwise. */
const keepAliveTimeoutMs = 15_000;

export interface RequestToSend extends Omit<Dispatcher.DispatchOptions, 'body'> {
  readonly body?: Uint8Array | Iterable<Uint8Array>;
}

/** The connections to one origin: HTTP/1.1, kept alive, bounded, without a proxy. */
export interface Connections {
  /** Sends a request; everything else is told to the handler. Only the first has to wait, while the client is loaded. */
  dispatch(request: RequestToSend, handler: Dispatcher.DispatchHandler): Promise<void> | undefined;
  /** Whether every connection is in use, so that a request waits for one of ours and not for the vendor. */
  isFull(): boolean;
  /** Ends them all and whatever is in flight. Idempotent. */
  close(): Promise<void>;
}

let PoolOfUndici: typeof Pool | undefined;

/**
 * Loads the HTTP client, which otherwise the first request to a vendor has to wait for (some 10 ms). For programs that
 * have nothing to do between their start and that request.
 */
export async function loadTransport(): Promise<void> {
  // The pool alone: undici's index also loads what fails on Node before 22.15, and takes three times as long.
  ({ default: PoolOfUndici } = await import('undici/lib/dispatcher/pool.js'));
}

/** Nothing is loaded or opened before the first request: importing the package stays light. */
export function createConnections(origin: string, maxConnections: number): Connections {
  let pool: Pool | undefined;
  let closed = false;

  const open = (Pool: NonNullable<typeof PoolOfUndici>): Pool => {
    const opened = new Pool(origin, {
      connections: maxConnections,
      pipelining: 1,
      allowH2: false,
      keepAliveTimeout: keepAliveTimeoutMs,
      connect: { timeout: dialTimeoutMs },
      // Phases are timed on the clock port.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    // It refuses what comes from here on.
    if (closed) void opened.destroy();
    return opened;
  };

  const connections: Connections = {
    dispatch(request, handler) {
      if (PoolOfUndici === undefined)
        return loadTransport().then(() => connections.dispatch(request, handler));
      pool ??= open(PoolOfUndici);
      // Its documentation has bodies that are iterated over, its types have not.
      pool.dispatch(request as Dispatcher.DispatchOptions, handler);
      return undefined;
    },
    isFull: () => pool !== undefined && pool.stats.running >= maxConnections,
    async close() {
      closed = true;
      await pool?.destroy();
    },
  };
  return connections;
}
