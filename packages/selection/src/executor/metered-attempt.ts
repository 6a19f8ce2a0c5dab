import type {
  AttemptHandle,
  AttemptRecord,
  FailedAttempt,
  ModelPrice,
  Provider,
  ProviderCall,
  TokenUsage,
} from '@reg/core';
import { costOfUsage } from '../pricing/cost-of-usage.js';

/** An attempt that remembers what it used, and whose record has a price wherever the price is known. */
export class MeteredAttempt implements AttemptHandle {
  readonly provider: Provider;
  readonly call: ProviderCall;
  readonly target: string;
  readonly number: number;
  readonly credential?: string;
  readonly #handle: AttemptHandle;
  readonly #price: ModelPrice | undefined;
  #record: AttemptRecord | undefined;

  /** What is known of its usage so far; told with the record when it fails. */
  usage: TokenUsage | undefined;

  constructor(handle: AttemptHandle, price: ModelPrice | undefined) {
    this.provider = handle.provider;
    this.call = handle.call;
    this.target = handle.target;
    this.number = handle.number;
    if (handle.credential !== undefined) this.credential = handle.credential;
    this.#handle = handle;
    this.#price = price;
  }

  /** Present once it ended. */
  get record(): AttemptRecord | undefined {
    return this.#record;
  }

  firstToken(): void {
    this.#handle.firstToken();
  }

  succeed(usage: TokenUsage | undefined = this.usage): AttemptRecord {
    this.#record = this.#priced(this.#handle.succeed(usage));
    return this.#record;
  }

  fail(error: unknown, usage: TokenUsage | undefined = this.usage): FailedAttempt {
    const { record, decision } = this.#handle.fail(error, usage);
    this.#record = this.#priced(record);
    return { record: this.#record, decision };
  }

  #priced(record: AttemptRecord): AttemptRecord {
    if (record.costUsd !== undefined || record.usage === undefined || this.#price === undefined)
      return record;
    return { ...record, costUsd: costOfUsage(record.usage, this.#price) };
  }
}
