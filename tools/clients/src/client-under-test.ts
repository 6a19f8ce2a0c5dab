/** What is asked of a client in one call. */
export interface Ask {
  readonly model: string;
  readonly prompt: string;
  /** A picture as a data: URL. */
  readonly picture?: string;
  /** The body object `reg`, by whatever way the client has for fields that it does not know. */
  readonly reg?: object;
  readonly signal?: AbortSignal;
  /** @default the daemon's own */
  readonly apiKey?: string;
  /** @default 0: what is tested is the answer to one request. */
  readonly maxRetries?: number;
}

export interface Answer {
  readonly text: string;
  readonly inputTokens: number | undefined;
  readonly outputTokens: number | undefined;
}

/** A conversation in which the client lets the model call a tool until it has its answer. */
export interface AgentAsk extends Omit<Ask, 'prompt'> {
  /** What the user says, turn after turn; the whole conversation is sent with each. */
  readonly prompts: readonly string[];
  readonly stream: boolean;
  /** The tool `get_weather`. */
  getWeather(input: { readonly city: string }): string;
}

/** An error as a user of the client sees it. */
export interface ClientError {
  /** The class, by the name that users catch it by. */
  readonly name: string;
  readonly status: number | undefined;
  readonly message: string;
}

/** What goes wrong, and how a user is to be told. */
export type FailureName =
  | 'wrong client key'
  | 'unknown model'
  | 'bad request'
  | 'forbidden model'
  | 'overloaded vendor'
  | 'rate of the vendor'
  | 'failing vendor'
  | 'silent vendor'
  | 'no usable provider';

/**
 * A client library as it is, behind one face, so that all of them are held to the same. An adapter only calls its
 * client; it mends nothing.
 */
export interface ClientUnderTest extends AskingClient {
  /** The last text of each turn. */
  runAgent(ask: AgentAsk): Promise<readonly string[]>;
  /** A point by its schema, by the client's own way to structured output. */
  readPoint(ask: Ask): Promise<{ readonly x: number; readonly y: number }>;
}

/** What every client can do, whatever it is made for. */
export interface AskingClient {
  chat(ask: Ask): Promise<Answer>;
  /**
   * Reads a stream to its end, and throws what the client throws or tells. `onText` sees each piece; an empty one is
   * word that the answer goes on.
   */
  stream(ask: Ask, onText?: (text: string) => void): Promise<Answer>;
  describeError(error: unknown): ClientError;
  /**
   * Whether it takes `x-should-retry: false` for what it says. One that does not repeats what reg has repeated
   * already, unless its user sets its retries to 0.
   */
  readonly obeysShouldRetry: boolean;
  /** The status for a vendor that is overloaded, where the client's dialect has its own. @default 429 */
  readonly overloadedStatus?: number;
  /** The name of the error that a user sees for each failure. */
  readonly errorNames: Readonly<Record<FailureName | 'abort' | 'broken stream', string>>;
}

/** Where the daemon is. */
export interface DaemonAddress {
  readonly url: string;
  readonly apiKey: string;
}
