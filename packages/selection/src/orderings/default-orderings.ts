import type { CandidateOrdering } from './candidate-ordering.js';
import { categoryScore } from './category-score.js';
import { chainPosition } from './chain-position.js';
import { explicitFirst } from './explicit-first.js';
import { freeFirst } from './free-first.js';
import { lowerCost } from './lower-cost.js';
import { priority } from './priority.js';
import { reasoningOff } from './reasoning-off.js';

/** The one order of preferences, the same everywhere: what the caller wants, then what the operator wants. */
export const defaultOrderings: readonly CandidateOrdering[] = [
  explicitFirst,
  reasoningOff,
  chainPosition,
  freeFirst,
  lowerCost,
  categoryScore,
  priority,
];
