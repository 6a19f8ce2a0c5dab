import { isFreeModel } from './is-free-model.js';
import { pricedModelOf, type ModelChoice } from './model-choice.js';

export interface FreeFirstOptions {
  /** Names that count as free beside those the catalogue marks, in any case. @default [] */
  readonly freeModels?: readonly string[];
  /** `false` gives the list back as it is. @default true */
  readonly enabled?: boolean;
}

/**
 * Free models first, the others after them, each group in its old order. Drops nothing and changes no array.
 * Names are free when `freeModels` lists them; descriptors also when the catalogue says so.
 */
export function applyFreeFirst<T extends ModelChoice>(
  models: readonly T[],
  options: FreeFirstOptions = {},
): readonly T[] {
  const { freeModels = [], enabled = true } = options;
  if (!enabled) return models;
  const isFree = (choice: T): boolean => isFreeModel(pricedModelOf(choice), { freeModels });
  return [...models.filter(isFree), ...models.filter((choice) => !isFree(choice))];
}
