import type { Meter, Tracer } from '@opentelemetry/api';
import type { CallObserver } from '../ports/call-observer.js';
import { systemClock, type Clock } from '../ports/clock.js';
import { vendorNameOf } from './attributes.js';
import { createCallMetrics } from './otel-metrics.js';
import { recordSpans, type EndedCall } from './otel-spans.js';

export interface OpenTelemetryObserverOptions {
  /** `trace.getTracer('reg')`; absent: no spans. */
  readonly tracer?: Tracer;
  /** `metrics.getMeter('reg')`; absent: no metrics. */
  readonly meter?: Meter;
  /** The type of a provider, where its id is not its type: `glm` for `glm-china`. @default the id */
  readonly typeOf?: (provider: string) => string | undefined;
  readonly clock?: Clock;
}

/**
 * Tells OpenTelemetry about calls in its GenAI conventions: one span `chat {model}` for each call with one below it
 * for each attempt, durations, tokens and cost. Never the text of a prompt, an answer or an error.
 *
 * A span is made when its call ended, in the context that is active then. What is called directly on a provider,
 * not through the registry's `chat` or `stream`, is no call: it shows in the metrics of attempts only.
 */
export function createOpenTelemetryObserver(options: OpenTelemetryObserverOptions): CallObserver {
  const { tracer, meter, typeOf, clock = systemClock } = options;
  const vendorOf = (provider: string): string => vendorNameOf(typeOf?.(provider) ?? provider);
  const metrics = meter === undefined ? undefined : createCallMetrics(meter, vendorOf);
  // Only who observes with it loads it: it takes longer than the rest of this package.
  const loading = tracer === undefined ? undefined : import('@opentelemetry/api');
  const traceCall = async (call: EndedCall): Promise<void> => {
    if (tracer === undefined || loading === undefined) return;
    const api = await loading;
    try {
      recordSpans(call, { api, tracer, vendorOf });
    } catch (error) {
      // OpenTelemetry's own channel for what is wrong with telemetry; nobody else could do anything about it.
      api.diag.error('reg could not record the spans of a call', error);
    }
  };
  return {
    attemptEnded(record) {
      metrics?.attemptEnded(record);
    },
    callEnded(report, error) {
      const call: EndedCall = { report, error, endedAtMs: clock.nowMs() };
      metrics?.callEnded(call);
      void traceCall(call);
    },
    circuitChanged(event) {
      metrics?.circuitChanged(event);
    },
  };
}
