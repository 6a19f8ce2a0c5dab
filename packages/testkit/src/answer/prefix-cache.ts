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
  /** The tokens up to the end of each beginning, so that a long conversation is counted once. */
  readonly #prefixes = new Map<string, number>();
  readonly #minimumTokens: number;

  /** @param minimumTokens shorter beginnings are never served from the cache. */
  constructor(minimumTokens: number) {
    this.#minimumTokens = minimumTokens;
  }

  /** Counts a prompt and remembers it. `scope` keeps models and accounts apart. */
  count(scope: string, tools: unknown, messages: readonly PromptMessage[]): CountedPrompt {
    const toolText = tools === undefined || tools === null ? '' : JSON.stringify(tools);
    let hash = chain(scope, toolText);
    let promptTokens = this.#prefixes.get(hash) ?? 3 + countTokens(toolText);
    this.#remember(hash, promptTokens);
    let cachedTokens = 0;
    for (const message of messages) {
      hash = chain(hash, JSON.stringify(message));
      const known = this.#prefixes.get(hash);
      promptTokens = known ?? promptTokens + countMessageTokens(message);
      if (known !== undefined && known > this.#minimumTokens) cachedTokens = known;
      this.#remember(hash, promptTokens);
    }
    return { promptTokens, cachedTokens };
  }

  clear(): void {
    this.#prefixes.clear();
  }

  #remember(hash: string, tokens: number): void {
    this.#prefixes.delete(hash);
    this.#prefixes.set(hash, tokens);
    const oldest = this.#prefixes.size > maxPrefixes ? this.#prefixes.keys().next() : undefined;
    if (oldest?.done === false) this.#prefixes.delete(oldest.value);
  }
}

function chain(before: string, next: string): string {
  return createHash('sha256').update(before).update('\0').update(next).digest('base64');
}
