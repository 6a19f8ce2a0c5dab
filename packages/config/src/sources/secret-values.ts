import { Secret } from '../secret.js';
import type { Assignment } from './assignment.js';

/** The text of every key that an assignment carries, wherever in it. */
export function secretValues(assignments: readonly Assignment[]): readonly string[] {
  return assignments
    .filter(({ leaf }) => leaf.facts.form.secret)
    .flatMap(({ value, written }) => textsOf([value, written]));
}

function textsOf(value: unknown): readonly string[] {
  if (value instanceof Secret) return [value.reveal()];
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsOf);
}
