/**
 * A piece of reasoning as an Anthropic endpoint gave it, with the signature by which it knows the piece again. Stands
 * in `thinking_blocks` of an assistant message and of a delta, beside the same text in `reasoning_content`; whoever
 * sends a message back unchanged sends them back too. LiteLLM has a field of this name and shape (2026-08).
 */
export type ThinkingBlock =
  | {
      readonly type: 'thinking';
      readonly thinking: string;
      /** Opaque; empty when there is none. */
      readonly signature: string;
      /** The id of the provider that signed it: to others the signature means nothing. Empty: unknown. */
      readonly provider: string;
    }
  | { readonly type: 'redacted_thinking'; readonly data: string; readonly provider: string };

/** The well-formed thinking blocks of a message or a delta, whoever wrote it. */
export function thinkingBlocksOf(part: Readonly<Record<string, unknown>>): readonly ThinkingBlock[] {
  const listed = part['thinking_blocks'];
  return Array.isArray(listed) ? listed.flatMap((block: unknown) => thinkingBlockFrom(block) ?? []) : [];
}

function thinkingBlockFrom(block: unknown): ThinkingBlock | undefined {
  if (typeof block !== 'object' || block === null) return undefined;
  const { type, thinking, signature, data, provider } = block as Readonly<Record<string, unknown>>;
  const from = { provider: textOf(provider) };
  if (type === 'thinking') return { type, thinking: textOf(thinking), signature: textOf(signature), ...from };
  return type === 'redacted_thinking' && typeof data === 'string' ? { type, data, ...from } : undefined;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
