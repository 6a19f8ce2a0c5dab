import { nameKey, type CatalogueRow } from './catalogue-row.js';
import { editDistance } from './edit-distance.js';

const maxMatches = 5;
/** Anyone may send any name: the work for a wrong one depends neither on its length nor on the catalogue's. */
const maxNameLength = 64;
const maxRows = 1000;
const minPrefixLength = 3;

/** Ids that look like what was asked for, best first: for an error message, never for a guess. */
export function nearMatchesOf(name: string, rows: readonly CatalogueRow[]): readonly string[] {
  const wanted = nameKey(name);
  if (wanted === '' || wanted.length > maxNameLength) return [];
  // A wrong provider in front, or a slash in the wrong place, must not hide a model that was named well.
  const readings = [
    ...new Set([wanted, wanted.slice(wanted.indexOf('/') + 1), wanted.slice(wanted.lastIndexOf('/') + 1)]),
  ];
  const distances = new Map<string, number>();
  for (const { provider, descriptor } of rows.slice(0, maxRows)) {
    if (descriptor.status === 'retired') continue;
    // Who wrote the provider in front gets it back in front.
    const prefix = wanted.startsWith(`${nameKey(provider)}/`) ? `${provider}/` : '';
    const suggestion = `${prefix}${descriptor.id}`;
    const distance = Math.min(
      distances.get(suggestion) ?? Number.POSITIVE_INFINITY,
      ...[descriptor.id, ...descriptor.aliases].flatMap((known) =>
        readings.map((reading) => unlikeness(reading, nameKey(known))),
      ),
    );
    if (Number.isFinite(distance)) distances.set(suggestion, distance);
  }
  return [...distances]
    .toSorted(([, left], [, right]) => left - right)
    .slice(0, maxMatches)
    .map(([suggestion]) => suggestion);
}

/** A name that breaks off and one that goes on too long: worse than one slip of the finger, better than two. */
const unfinished = 1.25;
const overlong = 1.5;

/** Edits between two names, infinite when they are not alike. One may be the beginning of the other. */
function unlikeness(wanted: string, known: string): number {
  if (known.length > maxNameLength) return Number.POSITIVE_INFINITY;
  const tolerance = Math.max(2, Math.floor(wanted.length / 3));
  const distance = editDistance(wanted, known, tolerance);
  if (isBeginningOf(wanted, known)) return Math.min(unfinished, distance);
  if (isBeginningOf(known, wanted)) return Math.min(overlong, distance);
  return distance > tolerance ? Number.POSITIVE_INFINITY : distance;
}

function isBeginningOf(beginning: string, name: string): boolean {
  return beginning.length >= minPrefixLength && name.startsWith(beginning);
}
