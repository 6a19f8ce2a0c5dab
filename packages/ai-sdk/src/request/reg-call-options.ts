import type { JSONObject } from '@ai-sdk/provider';
import { InvalidRequestError, type RouteOptions } from '@reg/core';
import { parseRouteOptions, type CallOptions } from '@reg/selection';
import type { Plain } from '../plain.js';

/**
 * What may stand in `providerOptions.reg` of a call: the routing options (`freeOnly`, `maxCostUsd`, `allowFallback`,
 * `category`, `deadlineMs`, `hedge`, `onStreamBreak`, `hints`, `seed`), and two more.
 */
export type RegCallOptions = Plain<RouteOptions> & {
  /** Names the call in logs and at the vendor. */
  readonly requestId?: string;
  /** Fields of the request as they stand on the wire, for what the AI SDK has no word for: `thinking`, `user` … */
  readonly body?: JSONObject;
};

/** `providerOptions.reg`, read and checked. */
export interface ReadCallOptions {
  readonly route: CallOptions;
  readonly body: JSONObject;
}

/** Fields that the adapter itself writes, or that would ask for an answer which the AI SDK cannot carry. */
const ownFields = ['model', 'messages', 'stream', 'stream_options', 'tools', 'n', 'reg'];

/**
 * @throws InvalidRequestError listing everything that is wrong at once; a misspelled option is wrong, because a
 * misspelled guarantee is no guarantee.
 */
export function readCallOptions(value: unknown): ReadCallOptions {
  const { body, requestId, ...route } = isObject(value) ? value : { body: undefined, requestId: undefined };
  const problems = [
    ...routeProblems(isObject(value) ? route : value),
    ...requestIdProblems(requestId),
    ...bodyProblems(body),
  ];
  if (problems.length > 0) throw new InvalidRequestError(problems);
  return {
    route: { ...route, ...(typeof requestId === 'string' ? { requestId } : {}) },
    body: isObject(body) ? (body as JSONObject) : {},
  };
}

type Problems = InvalidRequestError['problems'];

function routeProblems(route: unknown): Problems {
  try {
    parseRouteOptions(route);
    return [];
  } catch (error) {
    if (InvalidRequestError.isInstance(error)) return error.problems;
    throw error;
  }
}

function requestIdProblems(requestId: unknown): Problems {
  return requestId === undefined || typeof requestId === 'string'
    ? []
    : [{ parameter: 'reg.requestId', message: 'must be a text' }];
}

function bodyProblems(body: unknown): Problems {
  if (body === undefined) return [];
  if (!isObject(body)) return [{ parameter: 'reg.body', message: 'must be an object' }];
  return ownFields
    .filter((field) => Object.hasOwn(body, field))
    .map((field) => ({ parameter: `reg.body.${field}`, message: 'is not for the body: the AI SDK says it' }));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
