/** What a key may do. What is absent is not limited. */
export interface KeyLimits {
  /** Ids, aliases, `provider/model` or `provider/*`. */
  readonly allowedModels?: readonly string[];
  /** Whether models that cost money are out of reach. */
  readonly freeOnly?: boolean;
  /** US dollars from midnight to midnight UTC. */
  readonly budgetUsdPerDay?: number;
  /** US dollars in a calendar month, UTC. */
  readonly budgetUsdPerMonth?: number;
  /** Calls of models in any 60 seconds. */
  readonly requestsPerMinute?: number;
  /** Input and output tokens in any 60 seconds. */
  readonly tokensPerMinute?: number;
}

/** A virtual key: one that the daemon itself gave to a client. The secret is not in it, only its digest. */
export interface ClientKey {
  /** The public part of the key, 12 hex digits. */
  readonly id: string;
  /** For people, logs and metrics; unique among the keys that can be used. */
  readonly name: string;
  /** SHA-256 of the secret part, hex. */
  readonly hash: string;
  /** Whether it opens the operator's routes too. */
  readonly admin: boolean;
  readonly limits: KeyLimits;
  /** ISO 8601, UTC, as the others. */
  readonly createdAt: string;
  readonly expiresAt?: string;
  readonly revokedAt?: string;
}

export type KeyStatus = 'active' | 'expired' | 'revoked';

export function keyStatus({ expiresAt, revokedAt }: ClientKey, nowMs: number): KeyStatus {
  if (revokedAt !== undefined) return 'revoked';
  return expiresAt !== undefined && Date.parse(expiresAt) <= nowMs ? 'expired' : 'active';
}
