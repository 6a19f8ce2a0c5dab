/** One code with everything that docs/errors.md says about it. */
export interface ErrorRow {
  /** `error.code` in process. */
  readonly code: string;
  /** Name of the class that carries it. */
  readonly className: string;
  /** Whether it is about one attempt, not about a whole call. */
  readonly ofAttempt: boolean;
  /** What an HTTP client of the daemon gets; absent for errors that never leave the process. */
  readonly gateway?: GatewayAnswer;
  readonly when: string;
  readonly whatToDo: string;
}

/** The values of `error.type` that OpenAI's clients know. */
export type OpenAiErrorType =
  | 'invalid_request_error'
  | 'authentication_error'
  | 'permission_error'
  | 'rate_limit_error'
  | 'insufficient_quota'
  | 'api_error';

/** OpenAI's error envelope, as far as it is the same for every occurrence. */
export interface GatewayAnswer {
  readonly status: number;
  readonly type: OpenAiErrorType;
  /** `error.code` in the body. */
  readonly code: string;
  /** The field of the request that it is about, where there is one. */
  readonly param?: string;
}
