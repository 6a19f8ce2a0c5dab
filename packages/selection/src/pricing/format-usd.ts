/** Dollars for people: enough digits for the price of a single call, no scientific notation. */
export function formatUsd(usd: number): string {
  if (usd === 0 || usd >= 1) return `$${Number(usd.toFixed(2))}`;
  return `$${usd
    .toFixed(12)
    .replace(/^(0\.0*[1-9]\d{0,2})\d*$/, '$1')
    .replace(/\.?0+$/, '')}`;
}
