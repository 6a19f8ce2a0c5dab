/**
 * How many letters must be inserted, deleted or replaced to make `left` into `right`. Gives up, with `limit + 1`,
 * as soon as it is clear that `limit` does not suffice.
 */
export function editDistance(left: string, right: string, limit: number): number {
  if (Math.abs(left.length - right.length) > limit) return limit + 1;
  let previous = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= right.length; column += 1) {
      const replaced = at(previous, column - 1) + (left[row - 1] === right[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, at(previous, column) + 1, at(current, column - 1) + 1));
    }
    // No later row can be smaller than the smallest number of this one.
    if (Math.min(...current) > limit) return limit + 1;
    previous = current;
  }
  return Math.min(at(previous, right.length), limit + 1);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}
