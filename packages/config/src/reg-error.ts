const lineage = Symbol.for('@reg/error-lineage');

type RegErrorClass = (abstract new (...parameters: never[]) => RegError) & { readonly errorName: string };

/**
 * Root of every error that reg throws on purpose.
 *
 * `code` is stable and documented in docs/errors.md. `isInstance` recognises an error even when two copies
 * of a package are installed, where `instanceof` would say no.
 */
export class RegError extends Error {
  static readonly errorName: string = 'RegError';

  /** Stable, lower-case, snake_case identifier of what happened. */
  readonly code: string;

  constructor(code: string, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.code = code;
    const names: string[] = [];
    for (let type: unknown = new.target; typeof type === 'function'; type = Object.getPrototypeOf(type)) {
      const { errorName } = type as { errorName?: string };
      if (errorName !== undefined && !names.includes(errorName)) names.push(errorName);
    }
    this.name = names[0] ?? 'RegError';
    Object.defineProperty(this, lineage, { value: names });
  }

  /** Whether `value` is an error of this class or of one derived from it, from any copy of the package. */
  static isInstance<T extends RegErrorClass>(this: T, value: unknown): value is InstanceType<T> {
    if (typeof value !== 'object' || value === null) return false;
    const names = (value as { readonly [lineage]?: unknown })[lineage];
    return Array.isArray(names) && names.includes(this.errorName);
  }
}
