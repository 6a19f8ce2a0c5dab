import type { Clock } from '@reg/core';
import type { MetricsOfProcess } from './worker-message.js';

/** Gathers the metrics of all workers for the one that was asked. */
export interface MetricsRelay {
  /** Asks each of `workers`; settles when all have answered, or the slowest had its time. */
  gather(
    workers: readonly number[],
    ask: (worker: number, id: number) => void,
  ): Promise<readonly MetricsOfProcess[]>;
  /** One of them answered. */
  answered(worker: number, id: number, metrics: MetricsOfProcess): void;
  /** A worker is gone: what it had counted stays counted. */
  departed(worker: number): Promise<void>;
}

const slowestMs = 1000;

/** Only these add up over processes that are no more. */
const counting: ReadonlySet<unknown> = new Set(['counter', 'histogram']);

export function createMetricsRelay(clock: Clock): MetricsRelay {
  const gatherings = new Map<number, (worker: number, metrics: MetricsOfProcess) => void>();
  const lastOf = new Map<number, MetricsOfProcess>();
  let begun = 0;
  let ofDeparted: MetricsOfProcess = [];
  return {
    gather(workers, ask) {
      const id = (begun += 1);
      const missing = new Set(workers);
      const parts: MetricsOfProcess[] = [];
      return new Promise((resolve) => {
        const settle = (): void => {
          cancel();
          gatherings.delete(id);
          resolve(ofDeparted.length === 0 ? parts : [...parts, ofDeparted]);
        };
        const cancel = clock.schedule(slowestMs, settle);
        gatherings.set(id, (worker, metrics) => {
          if (!missing.delete(worker)) return;
          parts.push(metrics);
          if (missing.size === 0) settle();
        });
        for (const worker of workers) ask(worker, id);
        if (missing.size === 0) settle();
      });
    },
    answered(worker, id, metrics) {
      lastOf.set(worker, metrics);
      gatherings.get(id)?.(worker, metrics);
    },
    async departed(worker) {
      const last = lastOf.get(worker);
      if (last === undefined) return;
      lastOf.delete(worker);
      const counted = last.filter((metric) => 'type' in metric && counting.has(metric.type));
      ofDeparted = ofDeparted.length === 0 ? counted : await together([ofDeparted, counted]);
    },
  };
}

async function together(parts: readonly MetricsOfProcess[]): Promise<MetricsOfProcess> {
  const { AggregatorRegistry } = await import('prom-client');
  return AggregatorRegistry.aggregate(parts.map((part) => [...part])).getMetricsAsJSON();
}
