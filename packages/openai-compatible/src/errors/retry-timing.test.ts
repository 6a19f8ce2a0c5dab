import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseHttpDate } from './http-date.js';
import { retryAfterMs } from './retry-timing.js';

const nowMs = Date.UTC(2026, 10, 23, 12, 0, 0);
const day = 24 * 60 * 60_000;
const wait = (headers: Record<string, string>, more: { status?: number; text?: string } = {}) =>
  retryAfterMs({ headers, nowMs, ...more });

describe('the headers', () => {
  it.each([
    ['seconds', { 'retry-after': '90' }, 90_000],
    ['seconds with a fraction', { 'retry-after': '1.5' }, 1_500],
    ['none', { 'retry-after': '0' }, 0],
    ['milliseconds', { 'retry-after-ms': '2500' }, 2_500],
    ['a date', { 'retry-after': 'Mon, 23 Nov 2026 12:01:30 GMT' }, 90_000],
    ['the date of RFC 850', { 'retry-after': 'Monday, 23-Nov-26 12:01:30 GMT' }, 90_000],
    ['the date of asctime', { 'retry-after': 'Mon Nov 23 12:01:30 2026' }, 90_000],
    ['a date that is over', { 'retry-after': 'Mon, 23 Nov 2026 11:00:00 GMT' }, 0],
    ['a time beyond a month', { 'retry-after': '99999999999' }, 31 * day],
    ['the longest of several', { 'retry-after': '2', 'retry-after-ms': '2500' }, 2_500],
  ])('say %s', (_, headers, expected) => {
    expect(wait(headers)).toBe(expected);
  });

  it.each(['', 'soon', '-5', '1e9', 'NaN', '2026-11-23T12:01:30Z', '23 Nov 2026', '+5', '0x10'])(
    'say nothing by %j',
    (value) => {
      expect(wait({ 'retry-after': value, 'retry-after-ms': value })).toBeUndefined();
    },
  );

  it('tell the reset of a limit that is used up, and of no other', () => {
    const headers = {
      'x-ratelimit-remaining-requests': '0',
      'x-ratelimit-reset-requests': '1m30s',
      'x-ratelimit-remaining-tokens': '5000',
      'x-ratelimit-reset-tokens': '6h',
    };
    expect(wait(headers, { status: 429 })).toBe(90_000);
    expect(wait(headers, { status: 500 })).toBeUndefined();
  });

  it.each([
    ['20ms', 20],
    ['30', 30_000],
    [String(nowMs / 1000 + 45), 45_000],
    [String(nowMs + 45_000), 45_000],
    ['yesterday', undefined],
  ])('tell a reset by %j', (value, expected) => {
    const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': value };
    expect(wait(headers, { status: 429 })).toBe(expected);
  });
});

it.each([
  ['max RPM: 3, please try again after 20 seconds', 20_000],
  ['Please try again in 6m0s. Visit the console', 360_000],
  ['Rate limit reached. Please try again in 1.355s.', 1_355],
  ['Please retry after 30 seconds.', 30_000],
  ['Please retry your request after 2 minutes', 120_000],
  ['try again in 300ms', 300],
  ['please try again later', undefined],
  ['try again after 5 bananas', undefined],
  ['there were 20 seconds of silence', undefined],
])('reads the text %j', (text, expected) => {
  expect(wait({}, { text })).toBe(expected);
});

it('is a whole number from none to a month, whatever is said', () => {
  const value = fc.oneof(
    fc.string(),
    fc.double().map(String),
    fc.integer().map(String),
    fc.date().map(String),
  );
  fc.assert(
    fc.property(value, value, value, (after, reset, text) => {
      const headers = { 'retry-after': after, 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset };
      const ms = wait(headers, { status: 429, text: `try again after ${text}` });
      if (ms !== undefined) expect(Number.isInteger(ms) && ms >= 0 && ms <= 31 * day).toBe(true);
    }),
  );
});

it('reads every date back', () => {
  const seconds = fc.integer({ min: 0, max: 4_000_000_000 });
  fc.assert(
    fc.property(seconds, (second) => {
      expect(parseHttpDate(new Date(second * 1000).toUTCString(), nowMs)).toBe(second * 1000);
    }),
  );
});
