import { Counter, type Registry as MetricRegistry } from 'prom-client';

export interface CounterOptions<Label extends string> {
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly Label[];
  readonly register: MetricRegistry;
}

/** A counter whose series are plain numbers until somebody scrapes them: adding up is cheap, labels are not. */
export interface ScrapedCounter {
  /** @param labels - the values, in the order of the names. */
  add(labels: readonly string[], value?: number): void;
}

export function createCounter<Label extends string>(options: CounterOptions<Label>): ScrapedCounter {
  const { name, help, labelNames, register } = options;
  const series = new Map<string, { readonly labels: Record<Label, string>; value: number }>();
  const counter = new Counter<Label>({
    name,
    help,
    labelNames,
    registers: [register],
    collect() {
      counter.reset();
      for (const { labels, value } of series.values()) counter.inc(labels, value);
    },
  });
  return {
    add(labels, value = 1) {
      const key = labels.join('\n');
      let one = series.get(key);
      if (one === undefined) {
        const named = labelNames.map((label, index) => [label, labels[index] ?? ''] as const);
        one = { labels: Object.fromEntries(named) as Record<Label, string>, value: 0 };
        series.set(key, one);
      }
      one.value += value;
    },
  };
}
