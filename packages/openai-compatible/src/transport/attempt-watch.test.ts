import { createApiError, DeadlineExceededError, type FailureKind } from '@reg/core';
import { createManualClock } from '@reg/testkit';
import { describe, expect, it } from 'vitest';
import { AttemptWatch } from './attempt-watch.js';

const timeouts = { connectMs: 10, headersMs: 20, firstTokenMs: 30, idleMs: 40, totalMs: 100 };

function watched(signal?: AbortSignal, totalMs = timeouts.totalMs) {
  const clock = createManualClock();
  const ends: { kind: string; message: string }[] = [];
  const watch = new AttemptWatch({
    call: { timeouts: { ...timeouts, totalMs }, ...(signal === undefined ? {} : { signal }) },
    clock,
    fail: (kind: FailureKind, message) => createApiError({ kind, message, provider: 'box' }),
    onEnd: ({ code, message }) => ends.push({ kind: code, message }),
  });
  return { clock, ends, watch };
}

describe('a phase', () => {
  it('ends the attempt at its time and not before', async () => {
    const { clock, ends, watch } = watched();
    watch.start('connect_timeout', 10);
    await clock.advance(9);
    expect(ends).toEqual([]);
    await clock.advance(1);
    expect(ends).toEqual([{ kind: 'connect_timeout', message: 'box: no connection was made within 10 ms' }]);
    expect(clock.pending).toBe(0);
  });

  it('is over when the next begins, later or sooner', async () => {
    const { clock, ends, watch } = watched();
    watch.start('connect_timeout', 10);
    await clock.advance(5);
    watch.enter('headers_timeout', 20);
    await clock.advance(19);
    expect(ends).toEqual([]);
    watch.enter('idle_timeout', 5);
    await clock.advance(5);
    expect(ends.map(({ kind }) => kind)).toEqual(['idle_timeout']);
  });

  it('counts what was spent before, and not what is spent while nobody waits', async () => {
    const { clock, ends, watch } = watched();
    watch.start('connect_timeout', 10);
    watch.hold();
    await clock.advance(50);
    expect(ends).toEqual([]);
    watch.enter('first_token_timeout', 30, 25);
    await clock.advance(5);
    expect(ends.map(({ kind }) => kind)).toEqual(['first_token_timeout']);
  });
});

it('ends the attempt as a whole, whatever phase it is in', async () => {
  const { clock, ends, watch } = watched();
  watch.start('connect_timeout', 10);
  for (let round = 0; round < 20; round += 1) {
    watch.enter('idle_timeout', 40);
    await clock.advance(5);
  }
  expect(ends).toEqual([
    { kind: 'total_timeout', message: 'box: the answer was not complete within 100 ms' },
  ]);
});

describe('the whole time', () => {
  it('is not held against the vendor when the reader took most of it', async () => {
    const { clock, ends, watch } = watched();
    watch.start('connect_timeout', 10);
    watch.hold();
    await clock.advance(60);
    watch.enter('idle_timeout', 500);
    await clock.advance(40);
    expect(ends).toEqual([
      { kind: 'aborted', message: 'box: the reader of the answer did not take it within 100 ms' },
    ]);
  });

  it('ends an answer that nobody reads any more', async () => {
    const { clock, ends, watch } = watched();
    watch.start('connect_timeout', 10);
    watch.hold();
    await clock.advance(100);
    expect(ends.map(({ kind }) => kind)).toEqual(['aborted']);
  });
});

it('takes timeouts that are longer than timers are', async () => {
  const { clock, ends, watch } = watched(undefined, Number.POSITIVE_INFINITY);
  watch.start('connect_timeout', 5_000_000_000);
  await clock.advance(4_999_999_999);
  expect(ends).toEqual([]);
  await clock.advance(1);
  expect(ends).toHaveLength(1);
});

it('uses one alarm, however often the idle time begins anew', () => {
  const { clock, watch } = watched();
  watch.start('connect_timeout', 10);
  for (let round = 0; round < 100; round += 1) watch.enter('idle_timeout', 40);
  expect(clock.pending).toBe(1);
  watch.stop();
  expect(clock.pending).toBe(0);
});

describe('the caller', () => {
  it('ends the attempt, before it began as well', () => {
    const abort = new AbortController();
    const { ends, watch } = watched(abort.signal);
    watch.start('connect_timeout', 10);
    abort.abort();
    expect(ends).toEqual([{ kind: 'aborted', message: 'box: the caller cancelled the request' }]);
    const late = watched(AbortSignal.abort());
    late.watch.start('connect_timeout', 10);
    expect(late.ends.map(({ kind }) => kind)).toEqual(['aborted']);
    expect(late.clock.pending).toBe(0);
  });

  it('may give a reason of reg’s own', () => {
    const abort = new AbortController();
    const { ends, watch } = watched(abort.signal);
    watch.start('connect_timeout', 10);
    abort.abort(new DeadlineExceededError(5_000, []));
    expect(ends.map(({ kind }) => kind)).toEqual(['deadline_exceeded']);
  });

  it('is not listened to afterwards', () => {
    const abort = new AbortController();
    const { ends, watch } = watched(abort.signal);
    watch.start('connect_timeout', 10);
    watch.stop();
    abort.abort();
    expect(ends).toEqual([]);
  });
});
