import type { AttemptTimeouts, FailureKind } from '@reg/core';
import type { Fault } from '../faults/fault.js';
import type { ContractSubject, ContractTest } from './contract-subject.js';
import { drain, readFailure } from './read-failure.js';
import { plainRequest, toolRequest } from './sample-requests.js';

/** A broken exchange and the kinds of error that tell it rightly. */
interface BrokenExchange {
  readonly fault: Fault;
  readonly kinds: readonly FailureKind[];
  /** Short enough that nobody waits for it. */
  readonly timeouts?: Partial<AttemptTimeouts>;
  readonly tools?: true;
}

const malformed = ['malformed_response'] as const;
const truncated = ['stream_truncated'] as const;
/** A connection that breaks in the middle may be told as either. */
const broken = ['stream_truncated', 'connection'] as const;
const unreadable = ['malformed_response', 'stream_truncated'] as const;

const always: Readonly<Record<string, BrokenExchange>> = {
  'refused connections': { fault: { kind: 'refuse_connections' }, kinds: ['connection'] },
  'a reset before the response': { fault: { kind: 'reset_before_response' }, kinds: ['connection'] },
  'a vendor that never answers': {
    fault: { kind: 'silence' },
    kinds: ['headers_timeout'],
    timeouts: { headersMs: 80 },
  },
  'a gateway page with 504': { fault: { kind: 'html_504' }, kinds: ['gateway_timeout'] },
};

const whole: Readonly<Record<string, BrokenExchange>> = {
  ...always,
  'a reset after the headers': {
    fault: { kind: 'reset_after_headers' },
    kinds: ['connection', 'malformed_response', 'stream_truncated'],
  },
  'JSON that stops half way': { fault: { kind: 'truncated_json' }, kinds: unreadable },
  'a body that breaks off': {
    fault: { kind: 'truncated_json', ending: 'close' },
    kinds: [...broken, ...malformed],
  },
  'a body that stalls': { fault: { kind: 'stall' }, kinds: ['idle_timeout'], timeouts: { idleMs: 80 } },
  'an empty body': { fault: { kind: 'empty_body' }, kinds: malformed },
  'an answer without choices': { fault: { kind: 'no_choices' }, kinds: malformed },
  'an answer without content': { fault: { kind: 'empty_answer' }, kinds: malformed },
  'a page instead of JSON': {
    fault: {
      kind: 'status',
      status: 200,
      body: '<html>Welcome</html>',
      headers: { 'content-type': 'text/html' },
    },
    kinds: malformed,
  },
  'a body without end': { fault: { kind: 'huge_body', bytes: 512 * 1024 * 1024 }, kinds: malformed },
};

const streamed: Readonly<Record<string, BrokenExchange>> = {
  ...always,
  'a reset after the headers': { fault: { kind: 'reset_after_headers' }, kinds: broken },
  'headers and nothing more': {
    fault: { kind: 'silence_after_headers' },
    kinds: ['first_token_timeout'],
    timeouts: { firstTokenMs: 80 },
  },
  'a slow first token': {
    fault: { kind: 'slow_first_token', ms: 60_000 },
    kinds: ['first_token_timeout'],
    timeouts: { firstTokenMs: 80 },
  },
  'a stall in the middle': {
    fault: { kind: 'stall', afterContentChunks: 2 },
    kinds: ['idle_timeout'],
    timeouts: { idleMs: 80 },
  },
  'an answer that takes too long': {
    fault: { kind: 'slow_chunks', ms: 20 },
    kinds: ['total_timeout'],
    timeouts: { totalMs: 150 },
  },
  'an end before any content': { fault: { kind: 'cut', afterContentChunks: 0 }, kinds: truncated },
  'an end after some content': { fault: { kind: 'cut', afterContentChunks: 3 }, kinds: truncated },
  'a connection closed after some content': {
    fault: { kind: 'cut', afterContentChunks: 3, ending: 'close' },
    kinds: broken,
  },
  'a reset after some content': {
    fault: { kind: 'cut', afterContentChunks: 3, ending: 'reset' },
    kinds: broken,
  },
  'an end inside a tool call': { fault: { kind: 'cut_in_tool_call' }, kinds: truncated, tools: true },
  'a frame cut at the end': { fault: { kind: 'truncated_json' }, kinds: unreadable },
  'no body at all': { fault: { kind: 'empty_body' }, kinds: unreadable },
  'a finish without [DONE]': { fault: { kind: 'no_done' }, kinds: truncated },
  '[DONE] without a finish': { fault: { kind: 'done_without_finish' }, kinds: unreadable },
  'no choices': { fault: { kind: 'no_choices' }, kinds: unreadable },
  'a finish without content': { fault: { kind: 'empty_answer' }, kinds: unreadable },
  'a chunk that is not JSON': {
    fault: { kind: 'malformed_chunk', afterContentChunks: 2 },
    kinds: unreadable,
  },
  'two frames glued together': { fault: { kind: 'glued_frames', afterContentChunks: 2 }, kinds: unreadable },
  'a line without end': { fault: { kind: 'huge_body', bytes: 512 * 1024 * 1024 }, kinds: unreadable },
};

/** Broken connections and answers: always the right error, never a clean end. */
export function registerFailureContract(test: ContractTest): void {
  for (const [name, exchange] of Object.entries(whole))
    test(`chat fails as it should on ${name}`, (subject, expect) =>
      checkExchange(subject, {
        expect,
        exchange,
        run: (call) => subject.provider.chat(plainRequest(subject), call),
      }));

  for (const [name, exchange] of Object.entries(streamed))
    test(`stream fails as it should on ${name}`, async (subject, expect) => {
      if (exchange.tools === true && !subject.model.capabilities.tools) return;
      const request = exchange.tools === true ? toolRequest(subject) : plainRequest(subject);
      await checkExchange(subject, { expect, exchange, run: (call) => drain(subject, request, call) });
    });
}

async function checkExchange(
  subject: ContractSubject,
  check: {
    readonly expect: Parameters<Parameters<ContractTest>[1]>[1];
    readonly exchange: BrokenExchange;
    readonly run: (call: ReturnType<ContractSubject['call']>) => Promise<unknown>;
  },
): Promise<void> {
  const { exchange, expect } = check;
  subject.simulator.script(exchange.fault);
  const base = subject.call();
  const call = { ...base, timeouts: { ...base.timeouts, ...exchange.timeouts } };
  const failure = await readFailure(subject, () => check.run(call));
  const isExpected = exchange.kinds.some((kind) => kind === failure.kind);
  expect(isExpected ? '' : failure.kind, `expected ${exchange.kinds.join(' or ')}`).toBe('');
  expect(failure.leaksKey).toBe(false);
  expect(subject.simulator.requests.length <= 1, 'a provider never retries').toBe(true);
  // A provider that gave up must also have let go of the connection.
  await subject.simulator.idle();
}
