import { InvalidRequestError, type RoutingPolicy } from '@reg/core';

/** A category as it was asked for, and the parameter that asked for it. */
export interface AskedCategory {
  readonly name: string;
  readonly parameter: string;
}

/**
 * The category that a request belongs to: the one asked for, or the operator's default.
 *
 * @throws InvalidRequestError when there is none of that name, or two were asked for that differ.
 */
export function categoryOf(asked: readonly AskedCategory[], policy: RoutingPolicy): string {
  if (asked.length === 0) return policy.defaultCategory;
  const known = Object.keys(policy.categories);
  const problems = asked
    .filter(({ name }) => !known.includes(name))
    .map(({ name, parameter }) => ({
      parameter,
      message: `"${name}" is no category; there are ${known.length === 0 ? 'none' : known.join(', ')}`,
    }));
  const [first, second] = asked;
  if (problems.length === 0 && first !== undefined && second !== undefined && first.name !== second.name) {
    problems.push({
      parameter: second.parameter,
      message: `"${second.name}" contradicts "${first.name}" in ${first.parameter}`,
    });
  }
  if (problems.length > 0) throw new InvalidRequestError(problems);
  return first?.name ?? policy.defaultCategory;
}
