import { UsageError } from './usage-error.js';

const unitMs: Readonly<Record<string, number>> = {
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};
/** The last year that ISO 8601 writes with four digits. */
const latestMs = Date.UTC(9999, 11, 31);

/**
 * When something ends that is given as a time from now (`90m`, `12h`, `30d`, `8w`) or as a date or time of ISO 8601.
 *
 * @throws UsageError also for a time that is over.
 */
export function expiryFrom(text: string, nowMs: number): number {
  const [, count, unit = ''] = /^(\d{1,9})([mhdw])$/.exec(text.trim()) ?? [];
  const atMs = count === undefined ? dateFrom(text.trim()) : nowMs + Number(count) * (unitMs[unit] ?? 0);
  if (!(atMs > nowMs) || atMs > latestMs)
    throw new UsageError(
      `--expires ${JSON.stringify(text)} is no time to come. Say 12h, 30d, 8w, or a date like 2027-01-31.`,
    );
  return atMs;
}

function dateFrom(text: string): number {
  return /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
}
