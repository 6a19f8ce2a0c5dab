import { InvalidRequestError, type RouteOptions } from '@reg/core';
import { routeOptionProblems } from './route-option-problems.js';

/**
 * The body object `reg` of an HTTP request as route options. Absent and `null` mean no options.
 *
 * @throws InvalidRequestError listing every problem at once; fields that are no option are problems too.
 */
export function parseRouteOptions(value: unknown): RouteOptions {
  if (value === undefined || value === null) return {};
  const problems = routeOptionProblems(value, { prefix: 'reg.' });
  if (problems.length > 0) throw new InvalidRequestError(problems);
  return value;
}
