import { thinkingBlocksOf, type ThinkingBlock } from '@reg/core';

/** Marks what follows as reg's, and says which form it has. */
const prefix = 'reg.thinking.1.';

/** The same for thinking blocks that a vendor signed. */
const signedPrefix = 'reg.thinking.2.';

/** Reasoning longer than this is not carried along: clients send it back with every turn. */
export const maxSealedCharacters = 1_048_576;

/**
 * The signature of a thinking block whose text the client has and that no vendor signed: nothing but the mark. It proves
 * nothing and must not look as if it did.
 */
export const shownThinkingSignature = prefix;

/**
 * Reasoning as an opaque text, for a client that does not want to see it but has to send it back: vendors demand
 * the reasoning of earlier tool calls. It is encoded, not encrypted, since it is no secret from this client.
 *
 * @param blocks - the same reasoning as a vendor signed it, if it did.
 */
export function sealThinking(reasoning: string, blocks: readonly ThinkingBlock[] = []): string {
  if (reasoning.length > maxSealedCharacters) return prefix;
  if (blocks.length > 0 && isTextOf(blocks, reasoning)) return sealBlocks(blocks);
  return prefix + Buffer.from(reasoning).toString('base64url');
}

/** The reasoning inside a seal; `undefined` for another's seal, which nobody here can read. */
export function unsealThinking(sealed: unknown): string | undefined {
  if (typeof sealed !== 'string' || !sealed.startsWith(prefix)) return undefined;
  return Buffer.from(sealed.slice(prefix.length), 'base64url').toString('utf8');
}

/** The signature of a thinking block whose text the client has: the vendor's own, and whose it is. */
export function sealedSignature(block: ThinkingBlock): string {
  return sealBlocks([block.type === 'thinking' ? { ...block, thinking: '' } : block]);
}

/** The blocks inside a seal; `undefined` where there are none. A text that the client has is left out of them. */
export function unsealBlocks(sealed: unknown): readonly ThinkingBlock[] | undefined {
  if (typeof sealed !== 'string' || !sealed.startsWith(signedPrefix)) return undefined;
  const text = Buffer.from(sealed.slice(signedPrefix.length), 'base64url').toString('utf8');
  try {
    const blocks = thinkingBlocksOf({ thinking_blocks: JSON.parse(text) as unknown });
    return blocks.length === 0 ? undefined : blocks;
  } catch {
    return undefined;
  }
}

/** Whether the blocks are all of a reasoning: a vendor may have signed a part of it only. */
export function isTextOf(blocks: readonly ThinkingBlock[], reasoning: string): boolean {
  return blocks.map((block) => (block.type === 'thinking' ? block.thinking : '')).join('') === reasoning;
}

function sealBlocks(blocks: readonly ThinkingBlock[]): string {
  return signedPrefix + Buffer.from(JSON.stringify(blocks)).toString('base64url');
}
