const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const time = String.raw`(?<hour>\d{2}):(?<minute>\d{2}):(?<second>\d{2})`;
const forms: readonly RegExp[] = [
  // Sun, 06 Nov 1994 08:49:37 GMT
  new RegExp(String.raw`^\w{3}, (?<day>\d{2}) (?<month>\w{3}) (?<year>\d{4}) ${time} GMT$`, 'i'),
  // Sunday, 06-Nov-94 08:49:37 GMT
  new RegExp(String.raw`^\w{6,9}, (?<day>\d{2})-(?<month>\w{3})-(?<year>\d{2}) ${time} GMT$`, 'i'),
  // Sun Nov  6 08:49:37 1994
  new RegExp(String.raw`^\w{3} (?<month>\w{3}) (?<day>[ \d]\d) ${time} (?<year>\d{4})$`, 'i'),
];

/**
 * The moment that an HTTP date names, in milliseconds since the epoch; `undefined` for anything that is none of
 * its three forms (RFC 9110, 5.6.7). `Date.parse` takes too much and reads the third form as local time.
 */
export function parseHttpDate(text: string, nowMs: number): number | undefined {
  for (const form of forms) {
    const parts = form.exec(text.trim())?.groups;
    const month = months.indexOf(parts?.['month']?.toLowerCase() ?? '');
    if (parts === undefined || month < 0) continue;
    const { day, year, hour, minute, second } = parts;
    const utc = (fullYear: number): number =>
      Date.UTC(fullYear, month, Number(day), Number(hour), Number(minute), Number(second));
    return year?.length === 2 ? nearestCentury(Number(year), nowMs, utc) : utc(Number(year));
  }
  return undefined;
}

/** A year of two digits that would be more than 50 years ahead is of the past century (RFC 9110, 5.6.7). */
function nearestCentury(year: number, nowMs: number, utc: (fullYear: number) => number): number {
  const nowYear = new Date(nowMs).getUTCFullYear();
  const fullYear = Math.floor(nowYear / 100) * 100 + year;
  return utc(fullYear > nowYear + 50 ? fullYear - 100 : fullYear);
}
