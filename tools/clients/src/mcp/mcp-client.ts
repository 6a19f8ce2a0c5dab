import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import {
  StreamableHTTPClientTransport,
  StreamableHTTPError,
} from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import type { Answer, Ask, AskingClient, DaemonAddress } from '../client-under-test.js';

export interface McpClientUnderTest extends AskingClient {
  /** A client of its own, connected; ends with its user. */
  connect(apiKey?: string): Promise<ConnectedClient>;
}

export interface ConnectedClient extends AsyncDisposable {
  readonly client: Client;
}

/** What a host makes of a result that is an error. Programs find the daemon's code in `_meta`. */
export class ToolError extends Error {
  override readonly name = 'ToolError';
  readonly code: string | undefined;
  readonly status: number | undefined;

  constructor(result: CallToolResult) {
    super(textsOf(result).join('\n'));
    const { code, status } = (result._meta?.['reg/error'] ?? {}) as { code?: string; status?: number };
    this.code = code;
    this.status = status;
  }
}

/** The client of `@modelcontextprotocol/sdk` over Streamable HTTP, and the tool `chat`: a stream is one with progress. */
export function createMcpClient({ url, apiKey }: DaemonAddress): McpClientUnderTest {
  const connect = async (key = apiKey): Promise<ConnectedClient> => {
    const client = new Client({ name: 'a-host', version: '1.0.0' });
    const headers = { authorization: `Bearer ${key}` };
    const transport = new StreamableHTTPClientTransport(new URL(`${url}/mcp`), { requestInit: { headers } });
    // Their types differ in what `undefined` may stand for.
    await client.connect(transport as Transport);
    // Knows the schemas of the tools from here on, and holds every result to them.
    await client.listTools();
    return { client, [Symbol.asyncDispose]: () => client.close() };
  };
  const ask = async (asked: Ask, onprogress?: () => void): Promise<Answer> => {
    await using connected = await connect(asked.apiKey);
    const result = await connected.client.callTool(
      { name: 'chat', arguments: argumentsOf(asked) },
      undefined,
      {
        ...(asked.signal === undefined ? {} : { signal: asked.signal }),
        ...(onprogress === undefined ? {} : { onprogress }),
      },
    );
    return answerOf(result as CallToolResult);
  };

  return {
    connect,
    chat: (asked) => ask(asked),
    stream: (asked, onText) => ask(asked, () => onText?.('')),
    describeError(error) {
      const { name, message } = error instanceof Error ? error : new Error(String(error));
      if (error instanceof ToolError) return { name, message, status: error.status };
      // Thrown for what the daemon refuses before it is a call.
      if (error instanceof StreamableHTTPError)
        return { name: error.constructor.name, message, status: error.code };
      return { name, message, status: undefined };
    },
    // It never asks again by itself.
    obeysShouldRetry: true,
    errorNames: {
      'wrong client key': 'StreamableHTTPError',
      'unknown model': 'ToolError',
      'bad request': 'ToolError',
      'forbidden model': 'ToolError',
      'overloaded vendor': 'ToolError',
      'rate of the vendor': 'ToolError',
      'failing vendor': 'ToolError',
      'silent vendor': 'ToolError',
      'no usable provider': 'ToolError',
      abort: 'McpError',
      'broken stream': 'ToolError',
    },
  };
}

function argumentsOf({ model, prompt, picture, reg }: Ask): Record<string, unknown> {
  if (picture === undefined) return { model, prompt, ...reg };
  const content = [
    { type: 'text', text: prompt },
    { type: 'image_url', image_url: { url: picture } },
  ];
  return { model, messages: [{ role: 'user', content }], ...reg };
}

function answerOf(result: CallToolResult): Answer {
  if (result.isError === true) throw new ToolError(result);
  const { usage } = result.structuredContent as {
    readonly usage: { readonly inputTokens: number; readonly outputTokens: number };
  };
  return { text: textsOf(result)[0] ?? '', ...usage };
}

/** The texts of a result, in order. */
export function textsOf({ content }: CallToolResult): readonly string[] {
  return content.map((part) => (part.type === 'text' ? part.text : ''));
}
