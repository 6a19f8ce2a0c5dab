import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawn, type ChildProcess } from 'node:child_process';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import type { Progress } from '@modelcontextprotocol/sdk/types.js';
import { startKimiSimulator, type VendorSimulator } from '@reg/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cliPath } from './child-cli.js';
import { kimiKey } from './booted-daemon.js';
import { connectClient, errorOf, textOf } from './mcp-client.js';

let cwd: string;
let kimi: VendorSimulator;
const clients: Client[] = [];
/** A busy machine is slow. */
const patient = { timeout: 15_000 };
const children: ChildProcess[] = [];

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'reg-mcp-'));
  kimi = await startKimiSimulator({ chunkDelayMs: 2, tokensPerChunk: 1 });
});
afterEach(async () => {
  for (const client of clients.splice(0)) await client.close();
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await kimi.close();
  await rm(cwd, { recursive: true, force: true });
});

const keyed = () => ({ HOME: cwd, KIMI_API_KEY: kimiKey, KIMI_API_URL: kimi.baseUrl });

/** `reg mcp` as a host starts it, and what it says on standard error. */
async function host(env: Record<string, string>, args: readonly string[] = []) {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [cliPath, 'mcp', ...args],
    cwd,
    env: { HOME: cwd, ...env },
    stderr: 'pipe',
  });
  let err = '';
  transport.stderr?.on('data', (part: Buffer) => {
    err += part.toString();
  });
  const client = await connectClient(transport);
  clients.push(client);
  return { client, transport, err: () => err };
}

/** `reg mcp` under the hand of the test, which writes the messages itself. */
function raw(env: Record<string, string>) {
  const child = spawn(process.execPath, [cliPath, 'mcp'], {
    cwd,
    env: { HOME: cwd, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  children.push(child);
  const text = { out: '', err: '' };
  child.stdout.on('data', (part: Buffer) => (text.out += part.toString()));
  child.stderr.on('data', (part: Buffer) => (text.err += part.toString()));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  const messages = () =>
    text.out
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  const send = (message: unknown) =>
    child.stdin.write(typeof message === 'string' ? message : `${JSON.stringify(message)}\n`);
  return { child, ended, messages, send, err: () => text.err };
}

const chatCall = (id: number) => ({
  jsonrpc: '2.0',
  id,
  method: 'tools/call',
  params: { name: 'chat', arguments: { prompt: 'hi', model: 'kimi-k2.6' } },
});

describe('reg mcp', () => {
  it('offers the tools and resources, in sandbox mode without keys, and says so', async () => {
    const { client, err } = await host({});
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual([
      'chat',
      'list_models',
      'explain_route',
      'diagnose',
      'usage',
    ]);
    expect(client.getInstructions()).toContain('SANDBOX');
    const answer = await client.callTool({ name: 'chat', arguments: { prompt: 'Who are you?' } });
    expect(answer.structuredContent).toMatchObject({ sandbox: true });
    expect(textOf(answer)).toContain('simulated');
    const { resources } = await client.listResources();
    expect(resources).toHaveLength(2);
    await expect.poll(err, patient).toContain('sandbox: no API key is configured');
  });

  it('chats with progress through real vendors and logs to standard error, without the prompt', async () => {
    const { client, err } = await host(keyed());
    const seen: Progress[] = [];
    const answer = await client.callTool(
      { name: 'chat', arguments: { prompt: 'Write 120 words about dunes', model: 'kimi-k2.6' } },
      undefined,
      { onprogress: (progress) => seen.push(progress) },
    );
    expect(textOf(answer).split(/\s+/)).toHaveLength(120);
    expect(seen.length).toBeGreaterThan(1);
    expect(answer.structuredContent).toMatchObject({ provider: 'kimi', sandbox: false });
    await expect.poll(err, patient).toMatch(/"path":"tools\/call chat","status":200,.*"provider":"kimi"/);
    expect(err()).not.toContain('dunes');
    expect(err()).not.toContain(kimiKey);
  });

  it('ends upstream when a chat is cancelled, and goes on', async () => {
    const { client } = await host(keyed());
    kimi.script({ kind: 'silence_after_headers' });
    const abort = new AbortController();
    const call = client.callTool(
      { name: 'chat', arguments: { prompt: 'hi', model: 'kimi-k2.6' } },
      undefined,
      {
        signal: abort.signal,
      },
    );
    await kimi.received(1);
    abort.abort('enough');
    await expect(call).rejects.toThrow('enough');
    await kimi.idle();
    expect(kimi.requests[0]).toMatchObject({ aborted: true });
    const next = await client.callTool({ name: 'chat', arguments: { prompt: 'hi', model: 'kimi-k2.6' } });
    expect(next.isError).toBeUndefined();
    const failed = await client.callTool({ name: 'chat', arguments: { prompt: 'hi', model: 'kimi-k9' } });
    expect(errorOf(failed)).toMatchObject({ isError: true, code: 'model_not_found' });
  });

  it('ends with 0 when the host closes its end, and lets go of the vendor', async () => {
    const { child, ended, send, err } = raw(keyed());
    kimi.script({ kind: 'silence_after_headers', times: 'always' });
    send(chatCall(1));
    await kimi.received(1);
    child.stdin.end();
    expect(await ended).toBe(0);
    await kimi.idle();
    expect(kimi.requests[0]).toMatchObject({ aborted: true });
    expect(err()).not.toContain('Error');
  });

  it('ends with 0 on SIGTERM and tells the chat that it cuts', async () => {
    const { child, ended, send, messages } = raw(keyed());
    kimi.script({ kind: 'silence_after_headers', times: 'always' });
    send(chatCall(1));
    await kimi.received(1);
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
    expect(messages()).toHaveLength(1);
    expect(errorOf(messages()[0]?.['result'])).toMatchObject({ isError: true, code: 'server_shutting_down' });
  });

  it('skips lines that are no message, without repeating them, and ends with 1 on one without an end', async () => {
    await writeFile(join(cwd, 'reg.config.yaml'), 'server:\n  bodyLimitBytes: 4096\n');
    const { ended, send, messages, err } = raw({});
    send('a secret that is no JSON\n');
    send({ jsonrpc: '2.0', id: 7, method: 'ping' });
    await expect.poll(messages, patient).toEqual([{ jsonrpc: '2.0', id: 7, result: {} }]);
    expect(err()).toContain('message not understood');
    expect(err()).not.toContain('a secret');
    send('x'.repeat(5000));
    expect(await ended).toBe(1);
  });

  it('exits with 2 and every problem on standard error when the configuration is wrong', async () => {
    const { ended, messages, err } = raw({ REG_PORT: 'high' });
    expect(await ended).toBe(2);
    expect(messages()).toEqual([]);
    expect(err()).toContain('REG_PORT');
  });
});
