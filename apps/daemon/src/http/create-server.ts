import {
  createServer as createNodeServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Secret } from '@reg/config';
import type { FastifyInstance } from 'fastify';
import { messagesDialect } from '../dialects/anthropic/messages-dialect.js';
import { chatCompletionsDialect } from '../dialects/chat-completions/chat-completions-dialect.js';
import type { ChatDialect } from '../dialects/chat-dialect.js';
import { responsesDialect } from '../dialects/responses/responses-dialect.js';
import type { ClientKeys } from '../keys/client-keys.js';
import { answerBrokenConnection, rememberArrival } from './broken-connection.js';
import type { HttpContext } from './http-context.js';
import { createKnownLists } from './known-lists.js';
import { inDialectOf } from './in-dialect-of.js';
import { createReception, pathOf } from './reception.js';
import { requestIdOf } from './request-id.js';
import { serveDialect } from './serve-dialect.js';
import { watchUnusedConnections } from './unused-connections.js';

export interface ServerOptions {
  readonly apiKeys: readonly Secret[];
  /** The virtual keys. @default none */
  readonly clientKeys?: ClientKeys;
  readonly bodyLimitBytes: number;
  /** How long a client may take to send a whole request. */
  readonly requestTimeoutMs: number;
  newRequestId(): string;
}

/** The HTTP face of a registry. */
export interface GatewayServer {
  /** Node's own server, for those who deal with its connections. */
  readonly server: Server;
  /** Every route but those of chats, ready to answer. Built when it is first needed. */
  routes(): Promise<FastifyInstance>;
  /** Listens, and says at which URL. */
  listen(at: { readonly host: string; readonly port: number }): Promise<string>;
  /** Takes no further connection. Settles when the last one is closed. */
  close(): Promise<void>;
}

/** The APIs in which clients ask for answers. */
export const dialects: readonly ChatDialect[] = [chatCompletionsDialect, messagesDialect, responsesDialect];

/** Those of some fifty agents and sub-agents. With what was read of them and made of it they take some five times their bytes. */
const keptTools = {
  maxLists: 64,
  maxTotalBytes: 2_097_152,
  minBytes: 1024,
  maxBytes: 262_144,
  idleAfter: 1000,
};

/** Every route, guard and error form, not yet listening. */
export function createServer(context: HttpContext, options: ServerOptions): GatewayServer {
  const { bodyLimitBytes, newRequestId } = options;
  const reception = createReception(context, options);
  const chats = { bodyLimitBytes, reception, knownTools: createKnownLists(keptTools) };
  const handlers = new Map(dialects.map((dialect) => [dialect.path, serveDialect(dialect, context, chats)]));
  const receive = (message: IncomingMessage): string => {
    const requestId = requestIdOf(message, newRequestId);
    rememberArrival({ message, requestId });
    return requestId;
  };
  const requestIds = new WeakMap<IncomingMessage, string>();
  /** The framework asks for the id of a message more than once. */
  const arrive = (message: IncomingMessage): string => {
    let requestId = requestIds.get(message);
    if (requestId === undefined) {
      requestId = receive(message);
      requestIds.set(message, requestId);
    }
    return requestId;
  };
  const server = createHttpServer(options.requestTimeoutMs);
  let building: Promise<FastifyInstance> | undefined;
  let closed: Promise<void> | undefined;

  const build = async (): Promise<FastifyInstance> => {
    // Fastify has no part in chats, and they would wait a good while longer for their first answer.
    const { createRoutes } = await import('./create-routes.js');
    const routes = createRoutes(context, {
      ...{ bodyLimitBytes, reception, arrive, server },
      chatPaths: [...handlers.keys()],
    });
    await routes.ready();
    return routes;
  };
  const routes = (): Promise<FastifyInstance> => (building ??= build());
  const serveRoute = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const framework = await routes();
    if (response.closed) {
      // It was over before there was anybody to serve it; it is told of all the same.
      reception.begin({ message, response, requestId: arrive(message) });
      return;
    }
    // It tells clients to close their connections once it is closing itself.
    if (closed !== undefined) void framework.close();
    framework.routing(message, response);
  };

  server.on('request', (message, response) => {
    const handler = message.method === 'POST' ? handlers.get(pathOf(message)) : undefined;
    if (handler !== undefined) handler(message, response, receive(message));
    else {
      arrive(message);
      serveRoute(message, response).catch(() => response.destroy());
    }
  });
  return {
    server,
    routes,
    listen: (at) => listen(server, at),
    close() {
      closed ??= closeAll(server, building);
      return closed;
    },
  };
}

function listen(server: Server, at: { readonly host: string; readonly port: number }): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(at, () => {
      server.off('error', reject);
      const { address, port } = server.address() as AddressInfo;
      // Whoever listens everywhere is told an address that can be called.
      const host = address === '0.0.0.0' ? '127.0.0.1' : address.includes(':') ? `[${address}]` : address;
      resolve(`http://${host}:${port}`);
    });
  });
}

async function closeAll(server: Server, building: Promise<FastifyInstance> | undefined): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => {
      resolve();
    });
  });
  await (await building?.catch(() => undefined))?.close();
  await closed;
}

/** Node's own server, which waits neither for slow headers nor for slow bodies. */
function createHttpServer(requestTimeout: number): Server {
  const server = createNodeServer({
    requestTimeout,
    // Node swaps the two timeouts when the one for headers is the longer one.
    headersTimeout: Math.min(60_000, requestTimeout),
    // Node looks for slow requests every 30 s unless told otherwise, however short the timeout.
    connectionsCheckingInterval: Math.max(50, Math.min(1000, Math.ceil(requestTimeout / 4))),
    keepAliveTimeout: 72_000,
  });
  watchUnusedConnections(server);
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    answerBrokenConnection(error, socket as Socket, (told, { message, requestId }) =>
      inDialectOf({ path: pathOf(message), headers: message.headers }, told, { error, requestId }),
    );
  });
  return server;
}
