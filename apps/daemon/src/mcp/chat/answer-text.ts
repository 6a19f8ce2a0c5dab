import type { ChatCompletionChunk } from '@reg/core';
import { HttpProblem } from '../../http/http-problem.js';

/** As much as a whole answer may have. */
const maxCharacters = 32 * 1024 * 1024;

/** The text of a streamed answer as it grows. */
export interface AnswerText {
  readonly text: string;
  readonly finishReason: string | undefined;
  /** @throws HttpProblem 502 when the answer grows without an end. */
  add(chunk: ChatCompletionChunk): void;
}

export function createAnswerText(): AnswerText {
  const parts: string[] = [];
  let characters = 0;
  let finishReason: string | undefined;
  return {
    get text() {
      return parts.join('');
    },
    get finishReason() {
      return finishReason;
    },
    add(chunk) {
      const [choice] = chunk.choices;
      if (choice === undefined) return;
      finishReason = choice.finish_reason ?? finishReason;
      const { content } = choice.delta;
      if (typeof content !== 'string' || content === '') return;
      characters += content.length;
      if (characters > maxCharacters) {
        throw new HttpProblem(
          502,
          'answer_too_large',
          `The answer has more than ${maxCharacters} characters.`,
        );
      }
      parts.push(content);
    },
  };
}
