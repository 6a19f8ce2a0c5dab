import { createHmac, timingSafeEqual } from 'node:crypto';
import type { VendorError } from '../faults/vendor-error.js';
import { isRecord, numberOf, parseJson, textOf } from '../json-value.js';
import { glmErrors } from './glm-errors.js';

/**
 * Judges a GLM key, in both forms that the API takes: the raw key `<id>.<secret>`, or the older token, a JWT that
 * is signed with the secret (HS256, `sign_type: SIGN`) and names the id; its `exp` and `timestamp` are milliseconds
 * (Z.ai's Python SDK, 2026). Without a list of keys any key is good, but a token must still be well formed and valid.
 */
export function authenticateGlm(
  key: string | undefined,
  keys: readonly string[] | undefined,
  nowMs: number,
): VendorError | undefined {
  if (key === undefined) return glmErrors['1001'];
  const token = readToken(key);
  if (token === undefined) return keys === undefined || keys.includes(key) ? undefined : glmErrors['1000'];
  const secrets = keys?.map(splitKey).filter((entry) => entry.id === token.id);
  if (secrets !== undefined && !secrets.some((entry) => isSignedBy(token, entry.secret)))
    return glmErrors['1000'];
  return token.expiresAtMs > nowMs ? undefined : glmErrors['1003'];
}

interface Token {
  readonly id: string;
  readonly expiresAtMs: number;
  readonly signed: string;
  readonly signature: Buffer;
}

/** The parts of a token, or `undefined` when the key is not one. */
function readToken(key: string): Token | undefined {
  const [head, claims, signature, ...rest] = key.split('.');
  if (head === undefined || claims === undefined || signature === undefined || rest.length > 0)
    return undefined;
  const header = parseJson(Buffer.from(head, 'base64url').toString('utf8'));
  const payload = parseJson(Buffer.from(claims, 'base64url').toString('utf8'));
  if (!isRecord(header) || !isRecord(payload)) return undefined;
  const isGlmToken =
    header['alg'] === 'HS256' &&
    header['sign_type'] === 'SIGN' &&
    numberOf(payload['timestamp']) !== undefined;
  return {
    id: textOf(payload['api_key']) ?? '',
    // A token of the wrong kind is as good as one that never was valid.
    expiresAtMs: isGlmToken ? (numberOf(payload['exp']) ?? 0) : 0,
    signed: `${head}.${claims}`,
    signature: Buffer.from(signature, 'base64url'),
  };
}

function splitKey(key: string): { readonly id: string; readonly secret: string } {
  const [id = '', secret = ''] = key.split('.', 2);
  return { id, secret };
}

function isSignedBy(token: Token, secret: string): boolean {
  const wanted = createHmac('sha256', secret).update(token.signed).digest();
  return token.signature.length === wanted.length && timingSafeEqual(token.signature, wanted);
}
