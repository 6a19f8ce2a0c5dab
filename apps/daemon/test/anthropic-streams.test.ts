import { request as httpRequest, type IncomingMessage } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { user } from './anthropic-daemon.js';
import { bootDaemon, type BootedDaemon, type BootOptions } from './booted-daemon.js';

let booted: BootedDaemon;

afterEach(async () => {
  await booted[Symbol.asyncDispose]();
});

async function boot(options: BootOptions = {}): Promise<void> {
  booted = await bootDaemon(options);
}

/** A streamed message as bytes: nothing is read until the test reads. */
function stream(words: number): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    httpRequest(
      `${booted.url}/v1/messages`,
      { method: 'POST', agent: false, headers: { 'content-type': 'application/json' } },
      resolve,
    )
      .on('error', reject)
      .end(
        JSON.stringify({
          model: 'kimi-k2.6',
          stream: true,
          max_tokens: 130_000,
          thinking: { type: 'adaptive' },
          messages: [user(`Write ${words} words about tides`)],
        }),
      );
  });
}

async function textOf(answer: IncomingMessage): Promise<string> {
  let text = '';
  for await (const part of answer.setEncoding('utf8')) text += String(part);
  return text;
}

describe('a streamed message', () => {
  it('is kept open by pings while the vendor is silent, and whole afterwards', async () => {
    await boot({ overrides: { server: { heartbeatMs: 20 } } });
    booted.kimi.script({ kind: 'stall', afterContentChunks: 1, forMs: 200 });
    const text = await textOf(await stream(10));
    const pings = text.split('\n\n').filter((event) => event.startsWith('event: ping\n'));
    expect(pings.length).toBeGreaterThan(1);
    expect(new Set(pings)).toEqual(new Set(['event: ping\ndata: {"type": "ping"}']));
    expect(text).not.toMatch(/^:/m);
    expect(text.endsWith('event: message_stop\ndata: {"type":"message_stop"}\n\n')).toBe(true);
  });

  it('of a reader that stops reading makes the vendor wait, and is dropped in the end', async () => {
    await boot({ overrides: { server: { readerTimeoutMs: 300 } }, simulators: { tokensPerChunk: 1 } });
    const answer = await stream(100_000);
    answer.pause();
    await expect.poll(() => booted.kimi.requests[0]?.aborted, { timeout: 15_000 }).toBe(true);
    await expect
      .poll(() => booted.logLines.at(-1))
      .toMatchObject({ status: 499, errorCode: 'reader_stalled', path: '/v1/messages' });
    await expect(textOf(answer)).rejects.toThrow();
  });

  it('of a reader that leaves ends the vendor’s stream, and blames nobody', async () => {
    await boot({ simulators: { chunkDelayMs: 5, tokensPerChunk: 1 } });
    const answer = await stream(500);
    await new Promise((resolve) => answer.once('data', resolve));
    answer.destroy();
    await expect.poll(() => booted.kimi.requests[0]?.aborted).toBe(true);
    await expect.poll(() => booted.logLines.at(-1)).toMatchObject({ status: 499 });
    expect(booted.daemon.registry.listCircuits().every(({ view }) => view.state === 'closed')).toBe(true);
  });

  it('that is cut by the daemon’s going down says so', async () => {
    await boot({
      overrides: { server: { drainTimeoutMs: 50 } },
      simulators: { chunkDelayMs: 20, tokensPerChunk: 1 },
    });
    const answer = await stream(5000);
    const reading = textOf(answer);
    await new Promise((resolve) => answer.once('data', resolve));
    await booted.daemon.close();
    const text = await reading;
    expect(text).toMatch(/event: error\ndata: \{"type":"error","error":\{"type":"overloaded_error"/);
    expect(text).not.toContain('message_stop');
  });
});
