/** One case: half of its runs took no longer than `p50Us`. */
export interface MicroRow {
  readonly name: string;
  readonly p50Us: number;
  /** Allocated by one run. */
  readonly bytes: number;
  readonly compared: readonly Comparison[];
  /** What is not the same work in what it is compared with. */
  readonly notSame?: string;
}

/** A case's time as a multiple of another's. */
export interface Comparison {
  readonly to: string;
  readonly ratio: number;
}

export interface MicroFigures {
  readonly date: string;
  readonly node: string;
  readonly rows: readonly MicroRow[];
}

export function describeMicro({ rows }: MicroFigures): string {
  return [
    '| in process | p50 us | bytes allocated | compared |',
    '| --- | --- | --- | --- |',
    ...rows.map(
      ({ name, p50Us, bytes, compared }) =>
        `| ${name} | ${p50Us} | ${bytes} | ${compared.map(({ to, ratio }) => `${ratio} x ${to}`).join('; ')} |`,
    ),
    ...rows.flatMap(({ name, notSame }) =>
      notSame === undefined ? [] : ['', `Not the same work in \`${name}\`: ${notSame}`],
    ),
  ].join('\n');
}
