import type { AttemptRecord, CallObserver, CircuitState, RouteReport } from '@reg/core';
import { AggregatorRegistry, collectDefaultMetrics, Gauge, Registry as MetricRegistry } from 'prom-client';
import type { MetricsOfProcess } from '../workers/worker-message.js';
import { createBoundedLabel } from './bounded-label.js';
import { createCounter, type CounterSeries } from './counter.js';
import { createHistogram, type HistogramSeries } from './histogram.js';
import { durationBucketsSeconds, metricNames, vendorName } from './metric-names.js';

/** The daemon's numbers. `observer` goes into the registry, the rest is told by the HTTP layer. */
export interface Metrics {
  readonly observer: CallObserver;
  /** @param request with the name of the virtual key, if it came with one */
  requestEnded(request: {
    readonly route: string;
    readonly status: number;
    readonly key?: string | undefined;
  }): void;
  /** What a call with a virtual key did cost. */
  keySpent(name: string, costUsd: number): void;
  setInFlight(count: number): void;
  /** A call was refused because there was too much to do. */
  callRefused(): void;
  read(): Promise<MetricsText>;
  /** What this process counted, to be put together with what others did. */
  parts(): Promise<MetricsOfProcess>;
  /** The text for several processes: counts add up, and of circuits the worst state counts. */
  together(parts: readonly MetricsOfProcess[]): Promise<MetricsText>;
}

export interface MetricsText {
  readonly contentType: string;
  readonly text: string;
}

const maxModels = 500;
const maxKeyNames = 500;
const circuitValues: Readonly<Record<CircuitState, number>> = {
  closed: 0,
  'half-open': 1,
  open: 2,
  isolated: 3,
};

/** Counters and histograms in a registry of their own. `process` adds memory, CPU and event loop. */
export function createMetrics(options: { readonly process: boolean }): Metrics {
  const register = new MetricRegistry();
  if (options.process) collectDefaultMetrics({ register });
  const instruments = createInstruments(register);
  let inFlight = 0;
  new Gauge({
    name: metricNames.inFlight,
    help: 'Chat calls in progress.',
    registers: [register],
    collect() {
      this.set(inFlight);
    },
  });
  const model = createBoundedLabel(maxModels);
  const keyName = createBoundedLabel(maxKeyNames);
  const countAttempt = createAttemptCount(instruments);
  return {
    observer: {
      attemptEnded(record) {
        countAttempt(record, model(record.model));
      },
      callEnded(report) {
        countCall(instruments, report);
      },
      circuitChanged({ scope, name, from, to, adopted }) {
        instruments.circuitState.set({ scope, name }, circuitValues[to]);
        if (adopted !== true) instruments.circuitChanges.add([scope, from, to]);
      },
    },
    requestEnded({ route, status, key }) {
      instruments.requests.add([route, String(status)]);
      if (key !== undefined) instruments.keyRequests.add([keyName(key), String(status)]);
    },
    keySpent(name, costUsd) {
      instruments.keyCost.add([keyName(name)], costUsd);
    },
    setInFlight(count) {
      inFlight = count;
    },
    callRefused() {
      instruments.overloadRefused.add([]);
    },
    async read() {
      return { contentType: register.contentType, text: await register.metrics() };
    },
    parts: () => register.getMetricsAsJSON(),
    async together(parts) {
      const all = AggregatorRegistry.aggregate(parts.map((part) => [...part]));
      return { contentType: register.contentType, text: await all.metrics() };
    },
  };
}

function createInstruments(register: MetricRegistry) {
  const registers = [register];
  const call = ['gen_ai_operation_name', 'gen_ai_provider_name', 'gen_ai_request_model'] as const;
  const counter = <T extends string>(name: string, help: string, labelNames: readonly T[]) =>
    createCounter({ name, help, labelNames, register });
  const histogram = (
    name: string,
    help: string,
    form: { readonly labelNames: readonly string[]; readonly buckets: readonly number[] },
  ) => createHistogram({ name, help, ...form, register });
  return {
    requests: counter(metricNames.requests, 'HTTP requests answered.', ['route', 'status']),
    attempts: counter(metricNames.attempts, 'Attempts at vendors that ended.', [
      'provider',
      'model',
      'outcome',
    ]),
    fallbacks: counter(metricNames.fallbacks, 'Calls answered by another model than the first choice.', []),
    tokens: counter(metricNames.tokens, 'Tokens used; cached is a part of input, reasoning of output.', [
      'provider',
      'model',
      'type',
    ]),
    cost: counter(metricNames.cost, 'US dollars spent, where the price is known.', ['provider', 'model']),
    keyRequests: counter(metricNames.keyRequests, 'HTTP requests with a virtual key.', ['key', 'status']),
    keyCost: counter(metricNames.keyCost, 'US dollars spent with a virtual key, where the price is known.', [
      'key',
    ]),
    circuitState: new Gauge({
      name: metricNames.circuitState,
      help: 'Circuits: 0 closed, 1 half-open, 2 open, 3 isolated.',
      labelNames: ['scope', 'name'],
      aggregator: 'max',
      registers,
    }),
    circuitChanges: counter(metricNames.circuitChanges, 'Circuits that changed their state.', [
      'scope',
      'from',
      'to',
    ]),
    hedged: counter(metricNames.hedged, 'Calls with a second attempt beside a slow first one.', []),
    continuations: counter(metricNames.continuations, 'Broken answers that were continued.', []),
    overloadRefused: counter(
      metricNames.overloadRefused,
      'Calls refused because there was too much to do.',
      [],
    ),
    overhead: histogram(metricNames.overhead, 'Time of one call that reg itself took.', {
      labelNames: [],
      buckets: [0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.05, 0.1],
    }).series([]),
    duration: histogram(metricNames.operationDuration, 'Duration of one attempt at a vendor.', {
      labelNames: [...call, 'error_type'],
      buckets: durationBucketsSeconds,
    }),
    firstChunk: histogram(
      metricNames.timeToFirstChunk,
      'From the start of an attempt to its first content part.',
      { labelNames: call, buckets: durationBucketsSeconds },
    ),
  };
}

type Instruments = ReturnType<typeof createInstruments>;

/** The series of one model, found once: nearly every attempt adds to the same dozen. */
interface ModelSeries {
  readonly outcomes: Map<string, OutcomeSeries>;
  readonly input: CounterSeries;
  readonly output: CounterSeries;
  readonly cached: CounterSeries;
  readonly reasoning: CounterSeries;
  firstChunk(): HistogramSeries;
}

interface OutcomeSeries {
  readonly attempts: CounterSeries;
  readonly duration: HistogramSeries;
}

function createAttemptCount(instruments: Instruments): (record: AttemptRecord, model: string) => void {
  const providers = new Map<string, Map<string, ModelSeries>>();
  const seriesOf = (provider: string, model: string): ModelSeries => {
    const models = entryOf(providers, provider, () => new Map<string, ModelSeries>());
    return entryOf(models, model, () => modelSeries(instruments, provider, model));
  };
  return ({ provider, outcome, usage, costUsd, latencyMs, timeToFirstTokenMs }, model) => {
    const series = seriesOf(provider, model);
    const { attempts, duration } = entryOf(series.outcomes, outcome, () =>
      outcomeSeries(instruments, { provider, model, outcome }),
    );
    attempts.value += 1;
    duration.observe(latencyMs / 1000);
    if (timeToFirstTokenMs !== undefined) series.firstChunk().observe(timeToFirstTokenMs / 1000);
    if (usage !== undefined) {
      series.input.value += usage.inputTokens;
      series.output.value += usage.outputTokens;
      series.cached.value += usage.cachedInputTokens;
      series.reasoning.value += usage.reasoningTokens;
    }
    if (costUsd !== undefined) instruments.cost.add([provider, model], costUsd);
  };
}

function modelSeries({ tokens, firstChunk }: Instruments, provider: string, model: string): ModelSeries {
  let firstChunks: HistogramSeries | undefined;
  return {
    outcomes: new Map(),
    input: tokens.series([provider, model, 'input']),
    output: tokens.series([provider, model, 'output']),
    cached: tokens.series([provider, model, 'cached']),
    reasoning: tokens.series([provider, model, 'reasoning']),
    // A model that never streamed has no such series.
    firstChunk: () => (firstChunks ??= firstChunk.series(['chat', vendorName(provider), model])),
  };
}

function outcomeSeries(
  { attempts, duration }: Instruments,
  { provider, model, outcome }: Pick<AttemptRecord, 'provider' | 'model' | 'outcome'>,
): OutcomeSeries {
  const errorType = outcome === 'success' ? '' : outcome;
  return {
    attempts: attempts.series([provider, model, outcome]),
    duration: duration.series(['chat', vendorName(provider), model, errorType]),
  };
}

function entryOf<V>(known: Map<string, V>, key: string, make: () => V): V {
  const found = known.get(key);
  if (found !== undefined) return found;
  const made = make();
  known.set(key, made);
  return made;
}

function countCall(instruments: Instruments, report: RouteReport): void {
  if (report.fallback) instruments.fallbacks.add([]);
  if (report.hedged === true) instruments.hedged.add([]);
  if (report.continuations !== undefined) instruments.continuations.add([], report.continuations);
  if (report.overheadMs >= 0) instruments.overhead.observe(report.overheadMs / 1000);
}
