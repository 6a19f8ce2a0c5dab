/** One case: half of its runs took no longer than `p50Us`. */
export interface MicroRow {
  readonly name: string;
  readonly p50Us: number;
  /** Allocated by one run. */
  readonly bytes: number;
  /** To the case that it is compared with. */
  readonly ratio?: number;
  readonly comparedWith?: string;
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
      ({ name, p50Us, bytes, ratio, comparedWith }) =>
        `| ${name} | ${p50Us} | ${bytes} | ${ratio === undefined ? '' : `${ratio} x ${comparedWith ?? ''}`} |`,
    ),
  ].join('\n');
}
