import type { Fault } from '@reg/testkit';
import { describe, expect, it } from 'vitest';
import { bootDaemon } from './booted-daemon.js';
import { everyFault } from './every-fault.js';

type Kind = Fault['kind'];

/** What the client of a stream sees of a fault: nothing, another provider's answer, or a break after it began. */
type InStream = 'harmless' | 'before_content' | 'after_content';

interface Expected {
  readonly inStream: InStream;
  /** Status of a whole answer when no other provider may answer. */
  readonly wholeStatus: number;
  /** Code of the error that a stream ends with, or of the answer instead of it. */
  readonly streamCode?: string;
}

const harmless: Expected = { inStream: 'harmless', wholeStatus: 200 };
const before = (wholeStatus: number, streamCode: string): Expected => ({
  inStream: 'before_content',
  wholeStatus,
  streamCode,
});
const after = (wholeStatus: number, streamCode: string): Expected => ({
  inStream: 'after_content',
  wholeStatus,
  streamCode,
});

const expectations: Readonly<Record<Kind, Expected>> = {
  status: before(502, 'upstream_error'),
  error: before(429, 'rate_limit_exceeded'),
  html_504: before(504, 'upstream_timeout'),
  refuse_connections: before(502, 'upstream_unreachable'),
  reset_before_response: before(502, 'upstream_unreachable'),
  reset_after_headers: before(502, 'stream_truncated'),
  silence: before(504, 'upstream_timeout'),
  silence_after_headers: before(504, 'upstream_timeout'),
  empty_body: before(502, 'stream_truncated'),
  no_choices: before(502, 'stream_truncated'),
  empty_answer: before(502, 'upstream_malformed_response'),
  huge_body: before(502, 'upstream_malformed_response'),
  error_in_200: before(429, 'rate_limit_exceeded'),
  error_first: before(429, 'rate_limit_exceeded'),
  preamble_then_error: before(429, 'rate_limit_exceeded'),
  truncated_json: after(502, 'upstream_malformed_response'),
  stall: after(504, 'upstream_timeout'),
  cut: after(502, 'stream_truncated'),
  cut_in_tool_call: after(502, 'stream_truncated'),
  error_mid_stream: after(429, 'rate_limit_exceeded'),
  malformed_chunk: after(502, 'upstream_malformed_response'),
  glued_frames: after(502, 'upstream_malformed_response'),
  no_done: after(200, 'stream_truncated'),
  done_without_finish: after(200, 'stream_truncated'),
  finish_reason: after(502, 'upstream_error'),
  latency: harmless,
  slow_first_token: harmless,
  slow_chunks: harmless,
  drip: harmless,
  split_utf8: harmless,
  crlf: harmless,
  comments: harmless,
  usage: harmless,
};

interface Seen {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

const question = 'Write 20 words — 你好';
const tools = [
  { type: 'function', function: { name: 'weather', parameters: { type: 'object', properties: {} } } },
];

/** One chat with a vendor that always fails this way, and another one that is well. */
async function ask(kind: Kind, body: { readonly stream: boolean; readonly reg: object }): Promise<Seen> {
  await using booted = await bootDaemon({
    overrides: { timeouts: { headersMs: 600, firstTokenMs: 600, idleMs: 600 } },
  });
  booted.kimi.script({ ...everyFault[kind], times: 'always' });
  const answer = await fetch(`${booted.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      model: 'kimi-k2.6',
      messages: [{ role: 'user', content: question }],
      ...(kind === 'cut_in_tool_call' ? { tools } : {}),
      ...body,
    }),
  });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}

/** The data of the events; what is no event fails. */
function eventsOf(text: string): string[] {
  expect(text.endsWith('\n\n')).toBe(true);
  return text
    .slice(0, -2)
    .split('\n\n')
    .map((event) => {
      expect(event).toMatch(/^data: /);
      return event.slice('data: '.length);
    });
}

function expectError(body: string, code: string): void {
  expect(JSON.parse(body)).toEqual({
    error: { message: expect.stringContaining('kimi'), type: expect.any(String), param: null, code },
  });
}

function expectWholeStream({ status, text }: Seen): void {
  expect(status).toBe(200);
  const events = eventsOf(text);
  expect(events.at(-1)).toBe('[DONE]');
  for (const event of events.slice(0, -1)) expect(JSON.parse(event)).toHaveProperty('choices');
}

/** A break after content came: told in an error event, and never followed by the mark of a whole answer. */
function expectBrokenStream({ status, headers, text }: Seen, code: string): void {
  expect(status).toBe(200);
  expect(headers.get('x-reg-provider')).toBe('kimi');
  const events = eventsOf(text);
  expect(events).not.toContain('[DONE]');
  expectError(events.at(-1) ?? '', code);
  expect(events.length).toBeGreaterThan(1);
}

function expectFallback({ status, headers }: Seen): void {
  expect(status).toBe(200);
  expect(headers.get('x-reg-provider')).toBe('glm');
  expect(headers.get('x-reg-fallback')).toBe('true');
  expect(Number(headers.get('x-reg-attempts'))).toBeGreaterThan(1);
}

describe.each(Object.entries(expectations) as [Kind, Expected][])('a vendor with %s', (kind, expected) => {
  const { inStream, wholeStatus, streamCode = '' } = expected;

  it('alone, asked for a whole answer', async () => {
    const seen = await ask(kind, { stream: false, reg: {} });
    expect(seen.status).toBe(wholeStatus);
    expect(seen.headers.get('x-request-id')).toMatch(/^req-/);
    expect(Number(seen.headers.get('x-reg-attempts'))).toBeGreaterThan(0);
    if (wholeStatus === 200) expect(JSON.parse(seen.text)).toHaveProperty('choices');
    else expectError(seen.text, (JSON.parse(seen.text) as { error: { code: string } }).error.code);
  });

  it('alone, asked for a stream', async () => {
    const seen = await ask(kind, { stream: true, reg: {} });
    expect(Number(seen.headers.get('x-reg-attempts'))).toBeGreaterThan(0);
    expect(seen.headers.get('x-reg-decision-id')).toBeTruthy();
    if (inStream === 'harmless') expectWholeStream(seen);
    else if (inStream === 'after_content') expectBrokenStream(seen, streamCode);
    else {
      expect(seen.status).toBeGreaterThanOrEqual(400);
      expect(seen.headers.get('content-type')).toContain('application/json');
      expectError(seen.text, streamCode);
    }
  });

  it('beside another, asked for a whole answer', async () => {
    const seen = await ask(kind, { stream: false, reg: { allowFallback: true } });
    if (wholeStatus === 200) expect(seen.headers.get('x-reg-provider')).toBe('kimi');
    else expectFallback(seen);
    expect(JSON.parse(seen.text)).toHaveProperty('choices');
  });

  it('beside another, asked for a stream', async () => {
    const seen = await ask(kind, { stream: true, reg: { allowFallback: true } });
    // What the client has seen of one model is never continued by another.
    if (inStream === 'after_content') return expectBrokenStream(seen, streamCode);
    if (inStream === 'before_content') expectFallback(seen);
    expectWholeStream(seen);
  });
});
