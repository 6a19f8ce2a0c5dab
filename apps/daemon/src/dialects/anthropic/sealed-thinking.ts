/** Marks what follows as reg's, and says which form it has. */
const prefix = 'reg.thinking.1.';

/** Reasoning longer than this is not carried along: clients send it back with every turn. */
export const maxSealedCharacters = 1_048_576;

/**
 * The signature of a thinking block whose text the client has: nothing but the mark. No vendor behind reg checks
 * signatures, so it proves nothing and must not look as if it did.
 */
export const shownThinkingSignature = prefix;

/**
 * Reasoning as an opaque text, for a client that does not want to see it but has to send it back: vendors demand
 * the reasoning of earlier tool calls. It is encoded, not encrypted, since it is no secret from this client.
 */
export function sealThinking(reasoning: string): string {
  if (reasoning.length > maxSealedCharacters) return prefix;
  return prefix + Buffer.from(reasoning).toString('base64url');
}

/** The reasoning inside a seal; `undefined` for another's seal, which nobody here can read. */
export function unsealThinking(sealed: unknown): string | undefined {
  if (typeof sealed !== 'string' || !sealed.startsWith(prefix)) return undefined;
  return Buffer.from(sealed.slice(prefix.length), 'base64url').toString('utf8');
}
