/** How many requests failed in which way. */
export type Failures = Readonly<Record<string, number>>;

export function sumOfFailures(all: readonly Failures[]): Failures {
  const sums = new Map<string, number>();
  for (const [how, count] of all.flatMap(Object.entries<number>)) sums.set(how, (sums.get(how) ?? 0) + count);
  return Object.fromEntries(sums);
}

export function failuresInWords(failures: Failures): string {
  return (
    Object.entries(failures)
      .map(([how, count]) => `${count} ${how}`)
      .join(', ') || '0'
  );
}
