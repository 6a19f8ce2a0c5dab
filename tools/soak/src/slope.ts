/** The slope of the straight line that fits these points best: units of `y` per unit of `x`. 0 for fewer than two. */
export function slopeOf(points: readonly { readonly x: number; readonly y: number }[]): number {
  const meanX = meanOf(points.map(({ x }) => x));
  const meanY = meanOf(points.map(({ y }) => y));
  const spread = points.reduce((total, { x }) => total + (x - meanX) ** 2, 0);
  const rise = points.reduce((total, { x, y }) => total + (x - meanX) * (y - meanY), 0);
  return spread === 0 ? 0 : rise / spread;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / Math.max(1, values.length);
}

/** The value that this share of all values does not exceed. 0 for none. */
export function quantileOf(values: readonly number[], share: number): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}
