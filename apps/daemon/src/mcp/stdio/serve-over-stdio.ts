import type { Readable, Writable } from 'node:stream';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { createCallsInFlight } from '../../http/calls-in-flight.js';
import { shuttingDownProblem } from '../../http/http-problem.js';
import { createMcpServer } from '../create-mcp-server.js';
import type { McpContext } from '../mcp-context.js';

export interface StdioOptions {
  readonly input: Readable;
  readonly output: Writable;
  /** The longest message in bytes; a longer one ends the conversation. */
  readonly maxMessageBytes: number;
  /** Told of messages that are none; they are skipped. Only the kind of error: its text quotes the message. */
  onProblem(kind: string): void;
}

export interface StdioConversation {
  /** Settles when the host closed its end, or its messages could not be read any more. */
  readonly ended: Promise<'closed' | 'failed'>;
  /** Cuts what is in progress, tells the host so, and lets go of its streams. */
  shutDown(): Promise<void>;
}

/** How long cut calls may take to say goodbye. */
const farewellMs = 1000;

/** One MCP conversation over two streams. The host ends it by closing its end: then every call is aborted. */
export async function serveOverStdio(
  context: Omit<McpContext, 'calls'>,
  options: StdioOptions,
): Promise<StdioConversation> {
  const { input, output, maxMessageBytes } = options;
  let onIdle = (): void => undefined;
  const calls = createCallsInFlight((count) => {
    if (count === 0) onIdle();
  });
  const server = createMcpServer({ ...context, calls });
  const transport = new StdioServerTransport(input, output, { maxBufferSize: maxMessageBytes });
  const ended = new Promise<'closed' | 'failed'>((resolve) => {
    const closed = () => {
      resolve('closed');
    };
    input.once('end', closed);
    input.once('close', closed);
    server.server.onclose = () => {
      resolve('failed');
    };
  });
  server.server.onerror = (error) => {
    options.onProblem(error.name);
  };
  await server.connect(transport);
  return {
    ended,
    async shutDown() {
      calls.cutAll(shuttingDownProblem());
      await new Promise<void>((resolve) => {
        const cancel = context.clock.schedule(farewellMs, resolve);
        onIdle = () => {
          cancel();
          // The results of the calls that just ended are written in this turn of the loop.
          setImmediate(resolve);
        };
        if (calls.count === 0) onIdle();
      });
      await server.close();
      // A pipe that the host keeps open would keep the process alive, read or not.
      input.destroy();
    },
  };
}
