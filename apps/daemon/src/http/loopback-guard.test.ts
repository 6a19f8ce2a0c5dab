import { describe, expect, it } from 'vitest';
import { guardLoopback, isLoopbackHost } from './loopback-guard.js';

describe('isLoopbackHost', () => {
  it.each(['localhost', 'LOCALHOST', 'reg.localhost', '127.0.0.1', '127.9.9.9', '::1', '[::1]'])(
    'takes %s for this machine',
    (host) => {
      expect(isLoopbackHost(host)).toBe(true);
    },
  );
  it.each([
    '',
    '0.0.0.0',
    'evil.example',
    '127.0.0.1.evil.example',
    'localhost.evil.example',
    '10.0.0.1',
    '::',
  ])('does not take %s for this machine', (host) => {
    expect(isLoopbackHost(host)).toBe(false);
  });
});

describe('guardLoopback', () => {
  it.each([
    { host: '127.0.0.1:8079' },
    { host: '[::1]:8079' },
    { host: 'localhost', origin: 'http://localhost:3000' },
    { host: 'localhost:1', 'sec-fetch-site': 'same-origin' },
  ])('lets %j pass', (headers) => {
    expect(() => {
      guardLoopback(headers);
    }).not.toThrow();
  });
  it.each([
    {},
    { host: 'rebound.example:8079' },
    { host: '127.0.0.1:8079', origin: 'https://evil.example' },
    { host: '127.0.0.1:8079', origin: 'null' },
    { host: '127.0.0.1:8079', 'sec-fetch-site': 'cross-site' },
  ])('refuses %j', (headers) => {
    expect(() => {
      guardLoopback(headers);
    }).toThrow(expect.objectContaining({ status: 403 }));
  });
});
