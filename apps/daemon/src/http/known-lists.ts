import { deepFreeze } from '@reg/core';

/** A list that came before, as it was written. */
export interface KnownList {
  readonly bytes: Buffer;
  readonly list: readonly unknown[];
}

/** The lists that came lately, so that what comes with every request is read once. */
export interface KnownLists {
  /** The list that begins in `json` at `start`, if it is one of them, to the letter. */
  at(json: Buffer, start: number): KnownList | undefined;
  /** Takes note of a list, and freezes it: other requests are going to have it too. */
  add(bytes: Buffer, list: readonly unknown[]): void;
}

export interface KnownListsOptions {
  /** How many are known; who was not asked for the longest time goes first. */
  readonly maxLists: number;
  /** Shorter ones are read as fast, longer ones would take too much memory. */
  readonly minBytes: number;
  readonly maxBytes: number;
}

export function createKnownLists({ maxLists, minBytes, maxBytes }: KnownListsOptions): KnownLists {
  /** The latest first. */
  const known: KnownList[] = [];
  return {
    at(json, start) {
      const place = known.findIndex(({ bytes }) => isAt(bytes, json, start));
      const found = known[place];
      if (found !== undefined && place > 0) {
        known.splice(place, 1);
        known.unshift(found);
      }
      return found;
    },
    add(bytes, list) {
      if (bytes.length < minBytes || bytes.length > maxBytes) return;
      if (known.length === maxLists) known.pop();
      // A copy, because the bytes are a part of a whole body.
      known.unshift({ bytes: Buffer.from(bytes), list: deepFreeze(list) });
    },
  };
}

/** A list ends where its last bracket is, so one that begins with all of another is that one. */
function isAt(bytes: Buffer, json: Buffer, start: number): boolean {
  const end = start + bytes.length;
  return end <= json.length && bytes.compare(json, start, end) === 0;
}
