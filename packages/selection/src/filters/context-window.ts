import type { AssessedCandidate } from '../rank/assessed-candidate.js';
import type { RankContext } from '../rank/rank-context.js';
import { noFindings, rejectUnlessNamed, type CandidateFilter, type Finding } from './candidate-filter.js';

/**
 * Estimated input plus the output asked for must fit, and so must a window that was asked for outright. The input
 * is an estimate on the safe side, so it never refuses a model that the caller named: the vendor counts exactly,
 * and charges nothing for saying no. A window that nobody published passes and is told, unless a size was demanded.
 */
export const contextWindowFilter: CandidateFilter = {
  name: 'context-window',
  check(assessed, context) {
    const { contextWindow } = assessed.candidate.model;
    const { estimatedInputTokens, maxOutputTokens = 0, minContextWindow = 0 } = context.requirement;
    if (contextWindow === undefined) return unknownWindow(assessed, context);
    const needed = Math.max(estimatedInputTokens + maxOutputTokens, minContextWindow);
    return contextWindow < needed
      ? rejectUnlessNamed(
          assessed,
          'context_window_too_small',
          `about ${needed} tokens are needed, its window has ${contextWindow}`,
        )
      : noFindings;
  },
};

function unknownWindow(assessed: AssessedCandidate, { requirement }: RankContext): readonly Finding[] {
  const { minContextWindow } = requirement;
  if (minContextWindow !== undefined) {
    return rejectUnlessNamed(
      assessed,
      'context_window_unknown',
      `a window of ${minContextWindow} tokens was asked for, its size is unknown`,
    );
  }
  return [
    {
      reason: { code: 'context_window_unknown', message: 'the size of its context window is unknown' },
      effect: 'note',
    },
  ];
}
