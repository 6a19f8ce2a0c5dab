import {
  defaultRetrySettings,
  systemClock,
  type Decision,
  type ModelSelector,
  type ProviderDirectory,
  type RegistrySnapshot,
  type Requirement,
  type RouteHints,
} from '@reg/core';
import { isNamed } from '../pricing/model-names.js';
import type { RankRules } from '../rank/placement.js';
import { rank as rankAsUsual, rankWith } from '../rank/rank.js';
import { categoryRequirement } from '../requirement/category-requirement.js';
import { allowedModels } from './allowed-models.js';
import { callWithFallback, type WalkSettings } from './call-with-fallback.js';

/** Attempts over a whole chain when nobody says otherwise. */
const defaultMaxAttempts = 6;

/**
 * Replace or extend what a ranking consists of, and set how a chain is walked.
 *
 * ```ts
 * createModelSelector({ orderings: [cheapestAtNight, ...defaultOrderings] });
 * ```
 */
export interface ModelSelectorOptions extends RankRules, Partial<WalkSettings> {}

/** reg's own way to choose a model, behind core's port. */
export function createModelSelector(options: ModelSelectorOptions = {}): ModelSelector {
  const { clock = systemClock, retry = defaultRetrySettings, maxAttempts = defaultMaxAttempts } = options;
  const settings: WalkSettings = { ...options, clock, retry, maxAttempts };

  const rank = (requirement: Requirement, snapshot: RegistrySnapshot, seed: number): Decision =>
    options.filters === undefined && options.orderings === undefined
      ? rankAsUsual(requirement, snapshot, seed)
      : rankWith({ requirement, snapshot, seed, rules: options });

  const rankCategory = (
    snapshot: RegistrySnapshot,
    category: string | undefined,
    hints?: RouteHints,
  ): Decision['ranked'] => {
    const question = { category, hints, nowMs: clock.nowMs() };
    return rank(categoryRequirement(question, snapshot.policy), snapshot, 0).ranked;
  };

  const fallbackChain = (
    directory: ProviderDirectory,
    category?: string,
    hints?: RouteHints,
  ): readonly string[] => rankCategory(directory.snapshot(), category, hints).map(({ target }) => target);

  return {
    rank,
    fallbackChain,
    getPreferredFallbackModel: (directory, category) => fallbackChain(directory, category)[0],
    getBestProviderForCategory(directory, category, allowed) {
      const snapshot = directory.snapshot();
      const candidates = snapshot.candidates.filter(
        (candidate) => allowed === undefined || allowed.some((name) => isNamed(candidate, name)),
      );
      const best = rankCategory({ ...snapshot, candidates }, category)[0];
      return best === undefined ? undefined : { provider: best.provider, model: best.model };
    },
    getAllowedModelsForProvider: allowedModels,
    callWithFallback: (directory, category, call, fallbackOptions = {}) =>
      callWithFallback({ directory, category, call, options: fallbackOptions, settings, rank }),
  };
}
