import { RegError } from '@reg/config';
import type { OpenAiErrorType } from '@reg/core';

/** A request that the HTTP layer itself refuses, before any routing. */
export class HttpProblem extends RegError {
  static override readonly errorName: string = 'HttpProblem';
  readonly status: number;
  readonly type: OpenAiErrorType;
  readonly param: string | null;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    code: string,
    message: string,
    details: {
      readonly type?: OpenAiErrorType;
      readonly param?: string;
      readonly headers?: Readonly<Record<string, string>>;
    } = {},
  ) {
    super(code, message);
    this.status = status;
    this.type = details.type ?? (status < 500 ? 'invalid_request_error' : 'api_error');
    this.param = details.param ?? null;
    this.headers = details.headers ?? {};
  }
}

/** What every call is told that the daemon cuts or refuses because it is going down. */
export function shuttingDownProblem(): HttpProblem {
  return new HttpProblem(
    503,
    'server_shutting_down',
    'This daemon is shutting down. Send the request again: another instance or the next start will take it.',
    { headers: { 'retry-after': '1', connection: 'close' } },
  );
}

/** What new calls are told while the daemon cannot keep up with those it has. */
export function overloadedProblem(): HttpProblem {
  return new HttpProblem(
    503,
    'overloaded',
    'This daemon has more to do than it can keep up with. Send the request again after the time in Retry-After.',
    { headers: { 'retry-after': '1' } },
  );
}

/** The body has more bytes than the operator allows. What is left of it is not read, so the connection ends. */
export function bodyTooLargeProblem(): HttpProblem {
  return new HttpProblem(
    413,
    'request_too_large',
    'The body is larger than this daemon takes. Send less, or raise server.bodyLimitBytes.',
    { headers: { connection: 'close' } },
  );
}

/** Nobody is there to be told; the log is. */
export function clientGoneProblem(): HttpProblem {
  return new HttpProblem(499, 'aborted', 'The client went away before its request was whole.');
}
