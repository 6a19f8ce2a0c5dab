import { createHash } from 'node:crypto';
import { countMessageTokens, countTokens } from './token-count.js';
import type { PromptMessage } from './prompt.js';

const maxPrefixes = 4096;

/** The tokens of a prompt, and how many of them the vendor would bill as cached. */
export interface CountedPrompt {
  readonly promptTokens: number;
  readonly cachedTokens: number;
}

/**
 * Remembers the beginnings of prompts, message by message, as the vendors' automatic prompt caches do. Bounded:
 * the oldest beginning is forgotten first.
 */
export class PrefixCache {
  readonly #prefixes = new Set<string>();
  readonly #minimumTokens: number;

  /** @param minimumTokens shorter beginnings are never served from the cache. */
  constructor(minimumTokens: number) {
    this.#minimumTokens = minimumTokens;
  }

  /** Counts a prompt and remembers it. `scope` keeps models and accounts apart. */
  count(scope: string, tools: unknown, messages: readonly PromptMessage[]): CountedPrompt {
    const toolText = tools === undefined || tools === null ? '' : JSON.stringify(tools);
    let hash = chain(scope, toolText);
    let promptTokens = 3 + countTokens(toolText);
    let cachedTokens = 0;
    for (const message of messages) {
      hash = chain(hash, JSON.stringify(message));
      promptTokens += countMessageTokens(message);
      if (this.#prefixes.has(hash) && promptTokens > this.#minimumTokens) cachedTokens = promptTokens;
      this.#remember(hash);
    }
    return { promptTokens, cachedTokens };
  }

  clear(): void {
    this.#prefixes.clear();
  }

  #remember(hash: string): void {
    this.#prefixes.delete(hash);
    this.#prefixes.add(hash);
    const oldest = this.#prefixes.size > maxPrefixes ? this.#prefixes.values().next() : undefined;
    if (oldest?.done === false) this.#prefixes.delete(oldest.value);
  }
}

function chain(before: string, next: string): string {
  return createHash('sha256').update(before).update('\0').update(next).digest('base64');
}
