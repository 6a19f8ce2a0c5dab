import { isRecord } from '../../http/field-check.js';
import type { BlockPlace } from './content-parts-from-blocks.js';

/**
 * A line that Claude Code puts before its system prompt for Anthropic's billing (code.claude.com, LLM gateway
 * protocol, 2026). It differs from request to request, so that in front of everything else it would defeat the
 * prompt caches of vendors that cache by prefix. It says nothing to a model.
 */
const attribution = 'x-anthropic-billing-header:';

/** A system prompt, a string or text blocks, as one text: the form that every server takes. */
export function systemText(system: unknown, { parameter, notes }: BlockPlace): string {
  if (system === undefined || system === null) return '';
  if (typeof system === 'string') return system;
  if (!Array.isArray(system)) {
    notes.refuse(parameter, 'must be a string or an array of text blocks');
    return '';
  }
  const texts = (system as readonly unknown[]).flatMap((block, index) => {
    const text = isRecord(block) && block['type'] === 'text' ? block['text'] : undefined;
    if (typeof text === 'string') return [text];
    notes.refuse(`${parameter}[${index}]`, 'must be { type: "text", text }');
    return [];
  });
  const kept = texts.filter((text) => !text.startsWith(attribution));
  if (kept.length < texts.length) {
    const message = 'the attribution line for Anthropic was left out: it defeats the prompt caches of others';
    notes.warn({ parameter, action: 'changed', message });
  }
  return kept.join('\n\n');
}
