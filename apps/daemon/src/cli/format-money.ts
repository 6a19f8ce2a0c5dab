/** US dollars as people read them: cents where there are any, enough digits where there are not. */
export function formatUsd(usd: number | undefined): string {
  if (usd === undefined) return 'unknown';
  if (usd === 0) return '$0';
  if (usd < 0.000001) return '< $0.000001';
  return usd >= 0.01 ? `$${usd.toFixed(2)}` : `$${usd.toFixed(6).replace(/0+$/, '')}`;
}
