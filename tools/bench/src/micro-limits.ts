/** What a part may cost: its time as a multiple of the mixed calibration's, and what one run allocates. */
export interface MicroCost {
  readonly name: string;
  readonly ratio: number;
  readonly bytes: number;
}

/** The costs that were accepted last; tools/bench/micro-check.json. */
export interface AcceptedCosts {
  readonly date: string;
  readonly node: string;
  readonly rows: readonly MicroCost[];
}

/** More time than this, as a multiple of what was accepted, is a regression. */
const mostRatio = 1.3;
/** Allocation differs by a few percent from run to run, with what the compiler inlines. */
const mostBytes = 1.15;
/** Of which nothing is said: a counter that grew, a compilation that came in between. */
const freeBytes = 64;

/** What is dearer than it was accepted to be, in words; empty when nothing is. */
export function regressionsOf(
  { name, ratio, bytes }: MicroCost,
  { rows }: Pick<AcceptedCosts, 'rows'>,
): readonly string[] {
  const accepted = rows.find((row) => row.name === name);
  if (accepted === undefined) return [`${name}: no costs are accepted yet`];
  // Written so that what is no number does not pass.
  return [
    ...(!(ratio <= accepted.ratio * mostRatio)
      ? [
          `${name}: time went from ${accepted.ratio} to ${ratio} calibration loops, ${percent(ratio / accepted.ratio)}; up to +30 % passes`,
        ]
      : []),
    ...(!(bytes <= accepted.bytes * mostBytes + freeBytes)
      ? [
          `${name}: allocation went from ${accepted.bytes} to ${bytes} bytes a run, ${percent(bytes / accepted.bytes)}; up to +15 % passes`,
        ]
      : []),
  ];
}

/** What became so much cheaper that the accepted figure no longer guards it. */
export function hasSlack({ name, ratio, bytes }: MicroCost, { rows }: Pick<AcceptedCosts, 'rows'>): boolean {
  const accepted = rows.find((row) => row.name === name);
  return (
    accepted !== undefined &&
    (ratio * mostRatio < accepted.ratio || (bytes + freeBytes) * mostBytes < accepted.bytes)
  );
}

function percent(factor: number): string {
  return `${factor < 1 ? '' : '+'}${Math.round((factor - 1) * 100)} %`;
}
