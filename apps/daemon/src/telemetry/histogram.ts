import type { Metric, Registry as MetricRegistry } from 'prom-client';

export interface HistogramOptions<Label extends string> {
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly Label[];
  /** Upper bounds, ascending, in the unit of what is observed. */
  readonly buckets: readonly number[];
  readonly register: MetricRegistry;
}

/** One series of a histogram. */
export interface HistogramSeries {
  observe(value: number): void;
}

/** A histogram whose series are plain numbers until somebody scrapes them: adding up is cheap, labels are not. */
export interface ScrapedHistogram {
  /** @param labels - the values, in the order of the names. */
  series(labels: readonly string[]): HistogramSeries;
}

/** prom-client's own looks its labels up anew, by a text made of them, at each observation. */
export function createHistogram<Label extends string>(options: HistogramOptions<Label>): ScrapedHistogram {
  const { name, help, labelNames, buckets, register } = options;
  const known = new Map<string, Series>();
  const scraped = {
    name,
    help,
    type: 'histogram',
    aggregator: 'sum',
    labelNames,
    get: () =>
      Promise.resolve({ ...scraped, values: [...known.values()].flatMap((one) => one.values(name)) }),
    reset: () => {
      known.clear();
    },
  };
  // A registry asks no more of a metric than its name and its values.
  register.registerMetric(scraped as unknown as Metric);
  return {
    series(labels) {
      const key = labels.join('\n');
      let one = known.get(key);
      if (one === undefined) {
        const named = labelNames.map((label, index) => [label, labels[index] ?? ''] as const);
        one = new Series(buckets, Object.fromEntries(named));
        known.set(key, one);
      }
      return one;
    },
  };
}

interface ScrapedValue {
  readonly metricName: string;
  readonly labels: Readonly<Record<string, string | number>>;
  readonly value: number;
}

class Series implements HistogramSeries {
  readonly #buckets: readonly number[];
  readonly #labels: Readonly<Record<string, string>>;
  /** By bucket, not added up; the last one has what is above all of them. */
  readonly #counts: number[];
  #sum = 0;

  constructor(buckets: readonly number[], labels: Readonly<Record<string, string>>) {
    this.#buckets = buckets;
    this.#labels = labels;
    this.#counts = new Array<number>(buckets.length + 1).fill(0);
  }

  observe(value: number): void {
    let at = 0;
    while (at < this.#buckets.length && value > (this.#buckets[at] ?? 0)) at += 1;
    this.#counts[at] = (this.#counts[at] ?? 0) + 1;
    this.#sum += value;
  }

  values(name: string): ScrapedValue[] {
    let count = 0;
    const values = this.#counts.map((inBucket, at): ScrapedValue => {
      count += inBucket;
      const labels = { le: this.#buckets[at] ?? '+Inf', ...this.#labels };
      return { metricName: `${name}_bucket`, labels, value: count };
    });
    return [
      ...values,
      { metricName: `${name}_sum`, labels: this.#labels, value: this.#sum },
      { metricName: `${name}_count`, labels: this.#labels, value: count },
    ];
  }
}
