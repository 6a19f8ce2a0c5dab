import { createApiError, type RouteReport } from '@reg/core';

/** An answer that a dialect cannot tell is the model's failure, like any other malformed one. */
export function answerRefusal({ provider = 'reg', model }: RouteReport): (message: string) => Error {
  return (message) =>
    createApiError({
      kind: 'malformed_response',
      provider,
      message,
      ...(model === undefined ? {} : { model }),
    });
}
