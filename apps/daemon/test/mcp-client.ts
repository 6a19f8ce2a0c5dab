import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';

/** The official client, connected. */
export async function connectClient(transport: Transport): Promise<Client> {
  const client = new Client({ name: 'test-host', version: '1.0.0' });
  await client.connect(transport);
  return client;
}

export function httpTransport(url: string, headers: Readonly<Record<string, string>> = {}): Transport {
  return new StreamableHTTPClientTransport(new URL(`${url}/mcp`), { requestInit: { headers } }) as Transport;
}

/** The text of a result's first part. */
export function textOf(result: unknown): string {
  const [part] = (result as CallToolResult).content;
  return part?.type === 'text' ? part.text : '';
}

export function allText(result: unknown): string {
  return (result as CallToolResult).content.map((part) => (part.type === 'text' ? part.text : '')).join('\n');
}

/** What reg says about an error, for programs. */
export function errorOf(result: unknown): Record<string, unknown> {
  const { isError, _meta: meta } = result as CallToolResult;
  return { isError, ...(meta?.['reg/error'] as Record<string, unknown> | undefined) };
}
