import type { AttemptRecord, CallObserver, CircuitState, RouteReport, TokenUsage } from '@reg/core';
import {
  AggregatorRegistry,
  collectDefaultMetrics,
  Gauge,
  Histogram,
  Registry as MetricRegistry,
} from 'prom-client';
import type { MetricsOfProcess } from '../workers/worker-message.js';
import { createBoundedLabel } from './bounded-label.js';
import { createCounter } from './counter.js';
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
  const model = createBoundedLabel(maxModels);
  const keyName = createBoundedLabel(maxKeyNames);
  return {
    observer: {
      attemptEnded(record) {
        countAttempt(instruments, record, model(record.model));
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
      instruments.inFlight.set(count);
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
  const buckets = [...durationBucketsSeconds];
  const counter = <T extends string>(name: string, help: string, labelNames: readonly T[]) =>
    createCounter({ name, help, labelNames, register });
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
    inFlight: new Gauge({ name: metricNames.inFlight, help: 'Chat calls in progress.', registers }),
    overloadRefused: counter(
      metricNames.overloadRefused,
      'Calls refused because there was too much to do.',
      [],
    ),
    overhead: new Histogram({
      name: metricNames.overhead,
      help: 'Time of one call that reg itself took.',
      buckets: [0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.05, 0.1],
      registers,
    }),
    duration: new Histogram({
      name: metricNames.operationDuration,
      help: 'Duration of one attempt at a vendor.',
      labelNames: [...call, 'error_type'],
      buckets,
      registers,
    }),
    firstChunk: new Histogram({
      name: metricNames.timeToFirstChunk,
      help: 'From the start of an attempt to its first content part.',
      labelNames: call,
      buckets,
      registers,
    }),
  };
}

type Instruments = ReturnType<typeof createInstruments>;

function countAttempt(instruments: Instruments, record: AttemptRecord, model: string): void {
  const { provider, outcome, usage, costUsd } = record;
  instruments.attempts.add([provider, model, outcome]);
  if (usage !== undefined) countTokens(instruments, usage, [provider, model]);
  if (costUsd !== undefined) instruments.cost.add([provider, model], costUsd);
  const labels = {
    gen_ai_operation_name: 'chat',
    gen_ai_provider_name: vendorName(provider),
    gen_ai_request_model: model,
  };
  const errorType = outcome === 'success' ? '' : outcome;
  instruments.duration.observe({ ...labels, error_type: errorType }, record.latencyMs / 1000);
  if (record.timeToFirstTokenMs !== undefined) {
    instruments.firstChunk.observe(labels, record.timeToFirstTokenMs / 1000);
  }
}

function countTokens(
  instruments: Instruments,
  usage: TokenUsage,
  labels: readonly [provider: string, model: string],
): void {
  instruments.tokens.add([...labels, 'input'], usage.inputTokens);
  instruments.tokens.add([...labels, 'output'], usage.outputTokens);
  instruments.tokens.add([...labels, 'cached'], usage.cachedInputTokens);
  instruments.tokens.add([...labels, 'reasoning'], usage.reasoningTokens);
}

function countCall(instruments: Instruments, report: RouteReport): void {
  if (report.fallback) instruments.fallbacks.add([]);
  if (report.hedged === true) instruments.hedged.add([]);
  if (report.continuations !== undefined) instruments.continuations.add([], report.continuations);
  if (report.overheadMs >= 0) instruments.overhead.observe(report.overheadMs / 1000);
}
