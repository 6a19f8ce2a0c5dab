const redacted = '[redacted]';
// `inspect.custom` of node:util, by its registered name so that the package's types need none of Node's.
const inspectCustom: unique symbol = Symbol.for('nodejs.util.inspect.custom');

/**
 * A value that must never be printed. String conversion, JSON, template literals and `console.log` all give
 * `[redacted]`; only {@link Secret.reveal} gives the value, so that every use of it can be found by name.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself. Call it where the value goes on the wire, nowhere else. */
  reveal(): string {
    return this.#value;
  }

  /** Whether both hold the same value. */
  equals(other: Secret): boolean {
    return this.#value === other.#value;
  }

  toString(): string {
    return redacted;
  }

  toJSON(): string {
    return redacted;
  }

  [inspectCustom](): string {
    return redacted;
  }
}
