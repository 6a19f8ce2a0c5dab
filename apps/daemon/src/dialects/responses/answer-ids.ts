import { createHash } from 'node:crypto';

/** The names of one answer and of its items. */
export interface AnswerIds {
  readonly response: string;
  /** @param prefix - OpenAI's mark of the kind: `msg`, `rs`, `fc`, `ctc`. */
  item(prefix: string, outputIndex: number): string;
}

/**
 * Ids in OpenAI's spelling. The request's id is part of them, because some servers number their answers from a
 * small range, and clients look items up by id over a whole session.
 */
export function answerIdsFrom(requestId: string, answerId: string): AnswerIds {
  const root = createHash('sha256').update(`${requestId}\n${answerId}`).digest('hex').slice(0, 40);
  return {
    response: `resp_${root}`,
    item: (prefix, outputIndex) => `${prefix}_${root}${outputIndex.toString(16).padStart(4, '0')}`,
  };
}
