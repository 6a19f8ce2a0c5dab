import { createHash } from 'node:crypto';

/** The signature of a piece of thinking: long, opaque, and only right for this text. */
export function signThinking(thinking: string): string {
  return createHash('sha512').update(`simulated ${thinking}`).digest('base64');
}
