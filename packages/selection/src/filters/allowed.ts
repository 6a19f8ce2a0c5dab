import type { NamedModel } from '../pricing/model-names.js';
import { foldName, namesOf } from '../pricing/model-names.js';
import { noFindings, reject, type CandidateFilter } from './candidate-filter.js';

const foldedLists = new WeakMap<readonly string[], ReadonlySet<string>>();

/** Whether a list of ids, aliases, `provider/model` and `provider/*` has this model in it. */
export function isAllowedModel(
  subject: NamedModel & { readonly provider: string },
  allowedModels: readonly string[],
): boolean {
  const allowed = foldedListOf(allowedModels);
  return allowed.has(`${foldName(subject.provider)}/*`) || namesOf(subject).some((name) => allowed.has(name));
}

/** Nothing but the models that the caller may use. */
export const allowedFilter: CandidateFilter = {
  name: 'allowed',
  check({ candidate }, { requirement: { allowedModels } }) {
    return allowedModels === undefined || isAllowedModel(candidate, allowedModels)
      ? noFindings
      : reject('model_not_allowed', 'not among the models that this request may use');
  },
};

/** Folded once for all candidates. */
function foldedListOf(names: readonly string[]): ReadonlySet<string> {
  let folded = foldedLists.get(names);
  if (folded === undefined) {
    folded = new Set(names.map(foldName));
    foldedLists.set(names, folded);
  }
  return folded;
}
