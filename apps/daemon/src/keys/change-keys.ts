import { keyStatus, type ClientKey, type KeyLimits } from './client-key.js';
import { maxKeys } from './key-file.js';
import { hashOfSecret, type KeyToken } from './key-token.js';

/** What is asked for when a key is made. */
export interface NewKey {
  readonly name: string;
  readonly token: KeyToken;
  readonly admin: boolean;
  readonly limits: KeyLimits;
  /** Milliseconds since the epoch. */
  readonly createdAtMs: number;
  /** Absent: it never expires. */
  readonly expiresAtMs?: number | undefined;
}

/** Why a key cannot be made, or the entry for the file. */
export type MadeKey = { readonly key: ClientKey } | { readonly problem: string };

/** A new entry beside those that there are. */
export function makeKey(keys: readonly ClientKey[], asked: NewKey): MadeKey {
  const { name, token, admin, limits, createdAtMs, expiresAtMs } = asked;
  if (keys.length >= maxKeys)
    return { problem: `There are ${maxKeys} keys already. Take some that are over out of the file.` };
  if (keys.some((key) => key.name === name && keyStatus(key, createdAtMs) === 'active'))
    return { problem: `There is a key "${name}" already. Revoke it first, or take another name.` };
  return {
    key: {
      id: token.id,
      name,
      hash: hashOfSecret(token.secret),
      admin,
      limits,
      createdAt: isoTime(createdAtMs),
      ...(expiresAtMs === undefined ? {} : { expiresAt: isoTime(expiresAtMs) }),
    },
  };
}

/** The keys with those revoked that have this name or id and are not yet; the same array when none are. */
export function withRevoked(
  keys: readonly ClientKey[],
  nameOrId: string,
  nowMs: number,
): { readonly keys: readonly ClientKey[]; readonly revoked: readonly ClientKey[] } {
  const isMeant = ({ id, name, revokedAt }: ClientKey) =>
    revokedAt === undefined && (name === nameOrId || id === nameOrId);
  const changed = keys.map((key) => (isMeant(key) ? { ...key, revokedAt: isoTime(nowMs) } : key));
  const revoked = changed.filter((key, index) => key !== keys[index]);
  return { keys: revoked.length === 0 ? keys : changed, revoked };
}

function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}
