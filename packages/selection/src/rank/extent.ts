import type { Pool } from './sift.js';

/** From the lowest to the highest of some values. */
export interface Extent {
  readonly lowest: number;
  readonly highest: number;
}

export function extentOf(values: Float64Array, { indices, count }: Pool): Extent {
  let lowest = Infinity;
  let highest = -Infinity;
  for (let at = 0; at < count; at += 1) {
    const value = values[indices[at] ?? 0] ?? 0;
    if (value < lowest) lowest = value;
    if (value > highest) highest = value;
  }
  return { lowest, highest };
}
