import { createApiError } from '@reg/core';
import type { Credential } from '@reg/core';

/** How long a signed token is used, and how long it is valid: the vendor's own SDK has the same two times. */
const useForMs = 180_000;
const validForMs = 210_000;

/** Signed tokens for the older way of authentication, made from keys of the form `<id>.<secret>`. */
export interface GlmTokens {
  /**
   * The token to send, signed anew when the last one is older than three minutes.
   *
   * @throws AuthenticationError when the key does not have the form `<id>.<secret>`.
   */
  tokenFor(credential: Credential, nowMs: number): string;
  /** Forgets the token of a key, so that the next one is signed anew. Tells whether there was one. */
  forget(credential: Credential): boolean;
}

interface SignedToken {
  readonly token: string;
  readonly signedAtMs: number;
}

/** @param provider - the id for error messages. */
export function createGlmTokens(provider: string): GlmTokens {
  // By the secret's object: a key that nobody uses any more takes its token with it.
  const tokens = new WeakMap<Credential['secret'], SignedToken>();
  return {
    tokenFor({ id, secret }, nowMs) {
      const known = tokens.get(secret);
      const ageMs = known === undefined ? Number.POSITIVE_INFINITY : nowMs - known.signedAtMs;
      // A clock that was set back makes the age negative; the token would be from the future.
      if (known !== undefined && ageMs >= 0 && ageMs < useForMs) return known.token;
      const token = signGlmToken(secret.reveal(), nowMs);
      if (token === undefined) {
        throw createApiError({
          kind: 'authentication',
          provider,
          message: `the key ${id} cannot sign a token: it must be <id>.<secret>, with exactly one dot`,
        });
      }
      tokens.set(secret, { token, signedAtMs: nowMs });
      return token;
    },
    forget: ({ secret }) => tokens.delete(secret),
  };
}

/**
 * A JWT as the vendor wants it: HS256, `sign_type` in the header, times in milliseconds. Absent when the key
 * has not exactly one dot. Source: the vendor's Python SDK, 2026.
 */
export function signGlmToken(key: string, nowMs: number): string | undefined {
  const [id, secret, ...others] = key.split('.');
  if (id === undefined || id === '' || secret === undefined || secret === '' || others.length > 0) {
    return undefined;
  }
  const header = encoded({ alg: 'HS256', typ: 'JWT', sign_type: 'SIGN' });
  const payload = encoded({ api_key: id, exp: nowMs + validForMs, timestamp: nowMs });
  // Only older keys are signed with, so nobody else loads it.
  const { createHmac } = process.getBuiltinModule('node:crypto');
  const signature = createHmac('sha256', secret).update(`${header}.${payload}`).digest('base64url');
  return `${header}.${payload}.${signature}`;
}

function encoded(part: Readonly<Record<string, unknown>>): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
