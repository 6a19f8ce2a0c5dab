import type { CatalogueRow } from './model-catalogue.js';

const maxMatches = 5;
/** Longer names are not compared: nobody mistypes that much, and the work must have a bound. */
const maxNameLength = 64;

/** Ids that look like what was asked for, best first: for an error message, never for a guess. */
export function nearMatchesOf(wanted: string, rows: readonly CatalogueRow[]): readonly string[] {
  if (wanted.length === 0 || wanted.length > maxNameLength) return [];
  const bare = wanted.slice(wanted.lastIndexOf('/') + 1);
  const distances = new Map<string, number>();
  for (const { descriptor, target } of rows) {
    if (descriptor.status === 'retired') continue;
    const id = descriptor.id.toLowerCase();
    const known = distances.get(descriptor.id) ?? Number.POSITIVE_INFINITY;
    distances.set(descriptor.id, Math.min(known, distanceOf(bare, id), distanceOf(wanted, target.toLowerCase())));
  }
  const tolerance = Math.max(2, Math.floor(bare.length / 3));
  return [...distances]
    .filter(([, distance]) => distance <= tolerance)
    .toSorted((left, right) => left[1] - right[1] || (left[0] < right[0] ? -1 : 1))
    .slice(0, maxMatches)
    .map(([id]) => id);
}

/** Edits between two names; a name that begins with the other is nearer than its length says. */
function distanceOf(wanted: string, name: string): number {
  if (name.length > maxNameLength) return Number.POSITIVE_INFINITY;
  if (wanted.length >= 3 && (name.startsWith(wanted) || wanted.startsWith(name))) return 1;
  let previous = Array.from({ length: name.length + 1 }, (_cell, column) => column);
  for (let row = 1; row <= wanted.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= name.length; column += 1) {
      const replaced = (previous[column - 1] ?? 0) + (wanted[row - 1] === name[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[name.length] ?? 0;
}
