import { RegError } from '@reg/config';

/** The command line asks for something that makes no sense; nothing was tried. */
export class UsageError extends RegError {
  static override readonly errorName: string = 'UsageError';

  constructor(message: string, options?: { readonly cause?: unknown }) {
    super('usage', message, options);
  }
}
