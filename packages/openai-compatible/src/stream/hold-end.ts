import { PerChoice, type ChatCompletionChunk, type ChunkChoice } from '@reg/core';
import { hasAnswer } from '../codec/message-part.js';

/** Keeps what ends a stream until it has ended: finish reasons and usage. */
export interface HeldEnd {
  /** The chunk without them; `undefined` when nothing else was in it. */
  take(chunk: ChatCompletionChunk): ChatCompletionChunk | undefined;
  /** The finish of every choice in one chunk, for a stream that ended well. */
  finish(): ChatCompletionChunk | undefined;
  /** The last usage that came, in a chunk without choices. */
  usage(): ChatCompletionChunk | undefined;
}

/**
 * Vendors finish more than once and go on afterwards: GLM says `tool_calls` with each of several calls. They send
 * usage with the finish, after it, or with every chunk. Each is passed on once, at the end, as it came last; numbers
 * of one answer are never summed.
 */
export function holdEnd(): HeldEnd {
  return new Held();
}

/** A class, because there is one for as long as each stream lasts: closures would take several times its memory. */
class Held implements HeldEnd {
  #finished: PerChoice<ChunkChoice> | undefined;
  #finishing: ChatCompletionChunk | undefined;
  #counted: ChatCompletionChunk | undefined;

  take(chunk: ChatCompletionChunk): ChatCompletionChunk | undefined {
    if (chunk.usage == null && chunk.choices.length > 0 && chunk.choices.every(goesOn)) return chunk;
    const { usage, ...rest } = chunk;
    const choices = chunk.choices
      .map((choice) => this.#takeFinish(choice))
      .filter((choice) => choice !== undefined);
    const isFinishing = chunk.choices.some((choice) => choice.finish_reason !== null);
    if (isFinishing) this.#finishing = rest;
    if (usage !== undefined && usage !== null)
      this.#counted = isFinishing || choices.length > 0 ? bareChunk(chunk, { choices: [], usage }) : chunk;
    const passes = choices.length > 0 || (!isFinishing && (usage === undefined || usage === null));
    if (!passes) return undefined;
    return usage === null ? { ...rest, choices, usage } : { ...rest, choices };
  }

  finish(): ChatCompletionChunk | undefined {
    if (this.#finishing === undefined) return undefined;
    return { ...this.#finishing, choices: this.#finished?.values() ?? [] };
  }

  usage(): ChatCompletionChunk | undefined {
    return this.#counted;
  }

  #takeFinish(choice: ChunkChoice): ChunkChoice | undefined {
    if (choice.finish_reason === null) return choice;
    const carriesAnswer = hasAnswer(choice.delta);
    const { index, finish_reason } = choice;
    this.#finished ??= new PerChoice<ChunkChoice>();
    this.#finished.set(index, carriesAnswer ? { index, delta: {}, finish_reason } : choice);
    return carriesAnswer ? { ...choice, finish_reason: null } : undefined;
  }
}

function goesOn({ finish_reason }: ChunkChoice): boolean {
  return finish_reason === null;
}

function bareChunk(
  { id, object, created, model }: ChatCompletionChunk,
  rest: Pick<ChatCompletionChunk, 'choices' | 'usage'>,
): ChatCompletionChunk {
  return { id, object, created, model, ...rest };
}
