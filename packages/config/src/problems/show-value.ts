import { mayBeCredential } from './key-detection.js';

const longestShown = 60;

/** A wrong value as a person may see it: short, and hidden when it may be a credential. */
export function showValue(value: unknown): string {
  if (typeof value === 'string') {
    if (mayBeCredential(value)) return '[redacted]';
    return JSON.stringify(value.length > longestShown ? `${value.slice(0, longestShown)}…` : value);
  }
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return String(value);
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'a group of values' : `a ${typeof value}`;
}

/** A name that the operator wrote, as a person may see it: people do paste keys into the wrong place. */
export function showName(name: string): string {
  if (mayBeCredential(name)) return '[redacted]';
  return name.length > longestShown ? `${name.slice(0, longestShown)}…` : name;
}
