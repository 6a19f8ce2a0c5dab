import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** The two parts of a key `reg-<id>-<secret>`. */
export interface KeyToken {
  readonly id: string;
  readonly secret: string;
}

const secretBytes = 32;
const idBytes = 6;
const form = /^reg-([0-9a-f]{12})-([A-Za-z0-9_-]{43})$/;

export function createKeyToken(): KeyToken {
  return {
    id: randomBytes(idBytes).toString('hex'),
    secret: randomBytes(secretBytes).toString('base64url'),
  };
}

/** As a client sends it. */
export function keyTokenText({ id, secret }: KeyToken): string {
  return `reg-${id}-${secret}`;
}

/** The parts of what a client sent, if it has the form of a virtual key. */
export function readKeyToken(text: string): KeyToken | undefined {
  const [, id, secret] = form.exec(text) ?? [];
  return id === undefined || secret === undefined ? undefined : { id, secret };
}

/** 256 random bits cannot be guessed, so one round of SHA-256 keeps them as well as a slow hash would. */
export function hashOfSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** In constant time. */
export function isSecretOf(hash: string, secret: string): boolean {
  const expected = Buffer.from(hash, 'hex');
  const offered = createHash('sha256').update(secret).digest();
  return expected.length === offered.length && timingSafeEqual(expected, offered);
}
