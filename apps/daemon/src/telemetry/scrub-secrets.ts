import type { Secret } from '@reg/config';

const redacted = '[redacted]';
/** Shorter values would blank out ordinary words. */
const minSecretLength = 6;
/** From here on one pattern is faster than a search for each value. */
const maxSearches = 16;

/**
 * Replaces every known secret wherever it stands in a text. Redaction by field name cannot see a key inside an
 * error message or a URL; this can.
 */
export function createSecretScrubber(secrets: readonly Secret[]): (text: string) => string {
  const values = new Set(
    secrets
      .map((secret) => secret.reveal())
      .filter((value) => value.length >= minSecretLength)
      .flatMap((value) => [value, JSON.stringify(value).slice(1, -1), encodeURIComponent(value)]),
  );
  if (values.size === 0) return (text) => text;
  // Longest first: a key that begins with another one must go as a whole.
  const longestFirst = [...values].toSorted((left, right) => right.length - left.length);
  const pattern = new RegExp(longestFirst.map(escapeForPattern).join('|'), 'g');
  // Nearly no text has one, and a few plain searches are faster than a pattern that is tried at each place.
  if (longestFirst.length > maxSearches) return (text) => text.replace(pattern, redacted);
  return (text) =>
    longestFirst.some((value) => text.includes(value)) ? text.replace(pattern, redacted) : text;
}

function escapeForPattern(value: string): string {
  return value.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
