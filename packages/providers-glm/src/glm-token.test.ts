import { createHmac } from 'node:crypto';
import { AuthenticationError } from '@reg/core';
import { Secret } from '@reg/config';
import { describe, expect, it } from 'vitest';
import { createGlmTokens, signGlmToken } from './glm-token.js';

const nowMs = Date.parse('2026-09-16T06:28:10Z');
const credential = (key: string) => ({ id: 'glm#1', secret: new Secret(key) });
const part = (token: string, at: number): unknown =>
  JSON.parse(Buffer.from(token.split('.')[at] ?? '', 'base64url').toString('utf8'));

describe('signGlmToken', () => {
  const token = signGlmToken('key-id.key-secret', nowMs) ?? '';

  it('says HS256 and SIGN in its header, and the times in milliseconds', () => {
    expect(part(token, 0)).toEqual({ alg: 'HS256', typ: 'JWT', sign_type: 'SIGN' });
    expect(part(token, 1)).toEqual({ api_key: 'key-id', exp: nowMs + 210_000, timestamp: nowMs });
  });

  it('is signed with the second half of the key over exactly what it sends', () => {
    const [header, payload, signature] = token.split('.');
    const expected = createHmac('sha256', 'key-secret').update(`${header}.${payload}`).digest('base64');
    const url = expected.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
    expect(signature).toBe(url);
  });

  it('equals a token that was made with another implementation', () => {
    // printf of both parts, base64url by coreutils, HMAC by openssl.
    expect(signGlmToken('abc.def', 1_700_000_000_000)).toBe(
      'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCIsInNpZ25fdHlwZSI6IlNJR04ifQ.eyJhcGlfa2V5IjoiYWJjIiwiZXhwIjoxNzAwMDAwMjEwMDAwLCJ0aW1lc3RhbXAiOjE3MDAwMDAwMDAwMDB9.WOIBhkMzkER2CMxqRP749hPVdE_UnlYQYVGLF0P_uh8',
    );
  });

  it.each(['no-dot', 'two.dots.here', '.secret', 'id.', '.', ''])('cannot be made of the key %j', (key) => {
    expect(signGlmToken(key, nowMs)).toBeUndefined();
  });
});

describe('createGlmTokens', () => {
  it('uses a token for three minutes, then signs a new one', () => {
    const tokens = createGlmTokens('glm');
    const key = credential('id.secret');
    const first = tokens.tokenFor(key, nowMs);
    expect(tokens.tokenFor(key, nowMs + 179_999)).toBe(first);
    expect(tokens.tokenFor(key, nowMs + 180_000)).not.toBe(first);
  });

  it('does not use a token from the future after the clock was set back', () => {
    const tokens = createGlmTokens('glm');
    const key = credential('id.secret');
    const first = tokens.tokenFor(key, nowMs);
    expect(tokens.tokenFor(key, nowMs - 1)).not.toBe(first);
  });

  it('signs anew once the vendor refused the token', () => {
    const tokens = createGlmTokens('glm');
    const key = credential('id.secret');
    expect(tokens.forget(key)).toBe(false);
    const first = tokens.tokenFor(key, nowMs);
    expect(tokens.forget(key)).toBe(true);
    expect(tokens.tokenFor(key, nowMs + 1)).not.toBe(first);
  });

  it('keeps the tokens of different keys apart, even under one id', () => {
    const tokens = createGlmTokens('glm');
    const other = tokens.tokenFor(credential('id.other'), nowMs);
    expect(tokens.tokenFor(credential('id.secret'), nowMs)).not.toBe(other);
  });

  it('names the credential, never the key, when the key has no such form', () => {
    const sign = () => createGlmTokens('glm-box').tokenFor(credential('sk-plainkey'), nowMs);
    expect(sign).toThrow(AuthenticationError);
    expect(sign).toThrow(/glm-box: the key glm#1 .*<id>\.<secret>/);
    expect(sign).not.toThrow(/plainkey/);
  });
});
