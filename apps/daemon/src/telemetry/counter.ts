import { Counter, type Registry as MetricRegistry } from 'prom-client';

export interface CounterOptions<Label extends string> {
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly Label[];
  readonly register: MetricRegistry;
}

/** One series of a counter: a plain number until somebody scrapes it. */
export interface CounterSeries {
  value: number;
}

/** A counter whose series are plain numbers until somebody scrapes them: adding up is cheap, labels are not. */
export interface ScrapedCounter {
  /** @param labels - the values, in the order of the names. */
  add(labels: readonly string[], value?: number): void;
  /** The series of these labels, for who adds to it often. */
  series(labels: readonly string[]): CounterSeries;
}

export function createCounter<Label extends string>(options: CounterOptions<Label>): ScrapedCounter {
  const { name, help, labelNames, register } = options;
  const known = new Map<string, CounterSeries & { readonly labels: Record<Label, string> }>();
  const counter = new Counter<Label>({
    name,
    help,
    labelNames,
    registers: [register],
    collect() {
      counter.reset();
      for (const { labels, value } of known.values()) counter.inc(labels, value);
    },
  });
  const series = (labels: readonly string[]): CounterSeries => {
    const key = labels.join('\n');
    let one = known.get(key);
    if (one === undefined) {
      const named = labelNames.map((label, index) => [label, labels[index] ?? ''] as const);
      one = { labels: Object.fromEntries(named) as Record<Label, string>, value: 0 };
      known.set(key, one);
    }
    return one;
  };
  return {
    series,
    add(labels, value = 1) {
      series(labels).value += value;
    },
  };
}
