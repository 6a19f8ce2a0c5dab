/** Marks what follows as reg's, and says which form it has. */
const prefix = 'reg.reasoning.1.';

/** Reasoning longer than this is not carried along: clients send it back with every turn. */
export const maxSealedCharacters = 1_048_576;

/**
 * Reasoning as the opaque text that clients ask for with `include: ["reasoning.encrypted_content"]` and send back
 * unchanged, often without the readable form. It is encoded, not encrypted: it is no secret from this client, and
 * it proves nothing.
 */
export function sealReasoning(text: string): string {
  if (text.length > maxSealedCharacters) return prefix;
  return prefix + Buffer.from(text).toString('base64url');
}

/** The reasoning inside a seal, empty where it was too long; `undefined` for what another service encrypted. */
export function unsealReasoning(sealed: unknown): string | undefined {
  if (typeof sealed !== 'string' || !sealed.startsWith(prefix)) return undefined;
  return Buffer.from(sealed.slice(prefix.length), 'base64url').toString('utf8');
}
