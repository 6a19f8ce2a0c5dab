import type { CandidateOrdering } from './candidate-ordering.js';

/** The higher score of the category first. With all weights at 0 the category leaves the choice to priority. */
export const categoryScore: CandidateOrdering = {
  name: 'category-score',
  appliesTo: ({ category: { weights } }) => weights.capability + weights.price + weights.speed > 0,
  compare: (left, right) => right.score.total - left.score.total,
  reason: ({ score }, { requirement }) => ({
    code: 'category_score',
    message: `scores ${score.total.toFixed(3)} for "${requirement.category}"`,
  }),
};
