import { deepFreeze } from '@reg/core';

/** A list that came before, as it was written. */
export interface KnownList {
  readonly bytes: Buffer;
  readonly list: readonly unknown[];
}

/** Lists that come again and again, so that they are read once. */
export interface KnownLists {
  /** The list that begins in `json` at `start`, if it is one of them, to the letter. */
  at(json: Buffer, start: number): KnownList | undefined;
  /** Takes note of a list if there is room, and freezes it then: other requests are going to have it too. */
  add(bytes: Buffer, list: readonly unknown[]): void;
}

export interface KnownListsOptions {
  readonly maxLists: number;
  /** Of all of them together. */
  readonly maxTotalBytes: number;
  /** Shorter ones are read as fast, longer ones would leave no room for others. */
  readonly minBytes: number;
  readonly maxBytes: number;
  /**
   * A list makes room for another when it was none of so many that were looked for. If the latest had it always, lists
   * that come by turns would push each other out, and each would be noted in vain: that costs as much as reading it.
   */
  readonly idleAfter: number;
}

export function createKnownLists(options: KnownListsOptions): KnownLists {
  const { maxLists, maxTotalBytes, minBytes, maxBytes, idleAfter } = options;
  const known: (KnownList & { usedAt: number })[] = [];
  let totalBytes = 0;
  let asked = 0;
  const makeRoom = (length: number): boolean => {
    while (known.length === maxLists || totalBytes + length > maxTotalBytes) {
      const oldest = known.reduce((least, one) => (one.usedAt < least.usedAt ? one : least));
      if (asked - oldest.usedAt < idleAfter) return false;
      known.splice(known.indexOf(oldest), 1);
      totalBytes -= oldest.bytes.length;
    }
    return true;
  };
  return {
    at(json, start) {
      asked += 1;
      const found = known.find(({ bytes }) => isAt(bytes, json, start));
      if (found !== undefined) found.usedAt = asked;
      return found;
    },
    add(bytes, list) {
      if (bytes.length < minBytes || bytes.length > maxBytes || !makeRoom(bytes.length)) return;
      // A copy, because the bytes are a part of a whole body.
      known.push({ bytes: Buffer.from(bytes), list: deepFreeze(list), usedAt: asked });
      totalBytes += bytes.length;
    },
  };
}

/** A list ends where its last bracket is, so one that begins with all of another is that one. */
function isAt(bytes: Buffer, json: Buffer, start: number): boolean {
  const end = start + bytes.length;
  const middle = bytes.length >> 1;
  // Most are told apart by one byte.
  return (
    end <= json.length && json[start + middle] === bytes[middle] && bytes.compare(json, start, end) === 0
  );
}
