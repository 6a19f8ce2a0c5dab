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
