import { request as httpRequest, type IncomingMessage } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bootDaemon, type BootedDaemon, type BootOptions } from './booted-daemon.js';

let booted: BootedDaemon;
const unhandled: unknown[] = [];
const onUnhandled = (reason: unknown) => {
  unhandled.push(reason);
};

beforeEach(() => {
  process.on('unhandledRejection', onUnhandled);
});
afterEach(async () => {
  await booted[Symbol.asyncDispose]();
  process.off('unhandledRejection', onUnhandled);
  expect(unhandled.splice(0)).toEqual([]);
});

async function boot(options: BootOptions = {}): Promise<void> {
  booted = await bootDaemon(options);
}

/** A streamed chat as bytes: nothing is read until the test reads. */
function stream(words: number, model = 'kimi-k2.6'): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    httpRequest(
      `${booted.url}/v1/chat/completions`,
      { method: 'POST', agent: false, headers: { 'content-type': 'application/json' } },
      resolve,
    )
      .on('error', reject)
      .end(
        JSON.stringify({
          model,
          stream: true,
          max_tokens: 130_000,
          messages: [{ role: 'user', content: `Write ${words} words about tides` }],
        }),
      );
  });
}

async function textOf(answer: IncomingMessage): Promise<string> {
  let text = '';
  for await (const part of answer.setEncoding('utf8')) text += String(part);
  return text;
}

async function metric(name: string): Promise<Record<string, number>> {
  const text = await (await fetch(`${booted.url}/metrics`)).text();
  const lines = text.split('\n').filter((line) => line.startsWith(name));
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
  );
}

const inFlight = async () => (await metric('reg_in_flight'))['reg_in_flight'];

describe('a hundred streams of which half the clients leave midway', () => {
  it('ends upstream for each that left, completes the others, and blames no vendor', async () => {
    // More than one process can do at this pace, with vendors and clients in it: here that is what is wanted.
    const server = { overload: { enabled: false } };
    await boot({ overrides: { server }, simulators: { chunkDelayMs: 5, tokensPerChunk: 1 } });
    const answers = await Promise.all(Array.from({ length: 100 }, () => stream(60)));
    const texts = await Promise.all(
      answers.map(async (answer, index) => {
        if (index % 2 === 0) return textOf(answer);
        await new Promise((resolve) => answer.once('data', resolve));
        answer.destroy();
        return '';
      }),
    );
    const whole = texts.filter((_text, index) => index % 2 === 0);
    expect(whole.every((text) => text.endsWith('data: [DONE]\n\n'))).toBe(true);
    await booted.kimi.idle();
    expect(booted.kimi.requests.filter(({ aborted }) => aborted)).toHaveLength(50);
    expect(booted.kimi.requests.filter(({ finished }) => finished)).toHaveLength(50);
    await expect.poll(inFlight).toBe(0);
    const attempt = 'reg_attempts_total{provider="kimi",model="kimi-k2.6",outcome=';
    expect(await metric('reg_attempts_total')).toEqual({
      [`${attempt}"success"}`]: 50,
      [`${attempt}"aborted"}`]: 50,
    });
    const answered = 'reg_requests_total{route="/v1/chat/completions",status=';
    await expect
      .poll(() => metric('reg_requests_total{route="/v1/chat'))
      .toEqual({ [`${answered}"200"}`]: 50, [`${answered}"499"}`]: 50 });
    const circuits = await metric('reg_circuit_state');
    expect(Object.values(circuits).every((state) => state === 0)).toBe(true);
    expect(booted.daemon.registry.listCircuits().every(({ view }) => view.state === 'closed')).toBe(true);
  });

  it('lets go of vendors that have not even answered yet', async () => {
    await boot();
    booted.kimi.script({ kind: 'silence_after_headers', times: 'always' });
    const clients = Array.from({ length: 20 }, () => new AbortController());
    const answers = clients.map(({ signal }) =>
      fetch(`${booted.url}/v1/chat/completions`, {
        method: 'POST',
        signal,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          model: 'kimi-k2.6',
          stream: true,
          messages: [{ role: 'user', content: 'hi' }],
        }),
      }).catch(() => 'gone'),
    );
    await booted.kimi.received(20);
    for (const client of clients) client.abort();
    expect(await Promise.all(answers)).toEqual(clients.map(() => 'gone'));
    await booted.kimi.idle();
    await expect.poll(inFlight).toBe(0);
    expect(await metric('reg_attempts_total')).toEqual({
      'reg_attempts_total{provider="kimi",model="kimi-k2.6",outcome="aborted"}': 20,
    });
    expect(booted.daemon.registry.listCircuits().every(({ view }) => view.state === 'closed')).toBe(true);
  });
});

describe('a reader that stops reading', () => {
  it('makes the vendor wait, is dropped in the end, and blames nobody', async () => {
    await boot({ overrides: { server: { readerTimeoutMs: 300 } }, simulators: { tokensPerChunk: 1 } });
    // More than the buffers of four sockets hold, so that the vendor must wait as well.
    const answer = await stream(100_000);
    answer.pause();
    await expect.poll(() => booted.kimi.requests[0]?.aborted, { timeout: 15_000 }).toBe(true);
    await expect.poll(inFlight).toBe(0);
    await expect
      .poll(() => booted.logLines.at(-1))
      .toMatchObject({ status: 499, errorCode: 'reader_stalled' });
    expect(await metric('reg_attempts_total')).toEqual({
      'reg_attempts_total{provider="kimi",model="kimi-k2.6",outcome="aborted"}': 1,
    });
    await expect(textOf(answer)).rejects.toThrow();
  });

  it('gets everything when it is only slow', async () => {
    await boot({ overrides: { server: { readerTimeoutMs: 2_000 } } });
    const answer = await stream(20_000);
    const pauses = setInterval(() => {
      answer.pause();
      setTimeout(() => answer.resume(), 20);
    }, 50);
    const text = await textOf(answer);
    clearInterval(pauses);
    expect(text.endsWith('data: [DONE]\n\n')).toBe(true);
  });
});

describe('a stream that falls silent after it began', () => {
  it('is kept open by comments, which change nothing of the answer', async () => {
    await boot({ overrides: { server: { heartbeatMs: 20 } } });
    booted.kimi.script({ kind: 'stall', afterContentChunks: 1, forMs: 200 });
    const text = await textOf(await stream(10));
    const comments = text.split('\n\n').filter((event) => event.startsWith(':'));
    expect(comments.length).toBeGreaterThan(1);
    expect(new Set(comments)).toEqual(new Set([': keep-alive']));
    expect(text.endsWith('data: [DONE]\n\n')).toBe(true);
  });

  it('is left alone where heartbeats are switched off', async () => {
    await boot({ overrides: { server: { heartbeatMs: 0 } } });
    booted.kimi.script({ kind: 'stall', afterContentChunks: 1, forMs: 100 });
    const text = await textOf(await stream(10));
    expect(text.split('\n\n').filter((event) => event.startsWith(':'))).toEqual([]);
    expect(text.endsWith('data: [DONE]\n\n')).toBe(true);
  });
});
