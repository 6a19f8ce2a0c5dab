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

/** OpenAI's error envelope, as far as it is the same for every occurrence. */
export interface GatewayAnswer {
  readonly status: number;
  readonly type: string;
  /** `error.code` in the body. */
  readonly code: string;
}
