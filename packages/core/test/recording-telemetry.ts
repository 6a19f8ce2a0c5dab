import {
  context,
  trace,
  type Attributes,
  type Context,
  type Meter,
  type Span,
  type SpanContext,
  type SpanOptions,
  type SpanStatus,
  type TimeInput,
  type Tracer,
} from '@opentelemetry/api';

export interface RecordedSpan {
  readonly name: string;
  readonly options: SpanOptions;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  status?: SpanStatus;
  endedAt?: TimeInput;
}

/** A tracer that keeps its spans: OpenTelemetry's interfaces without its SDK. */
export function createRecordingTracer(): { readonly tracer: Tracer; readonly spans: RecordedSpan[] } {
  const spans: RecordedSpan[] = [];
  const startSpan = (name: string, options: SpanOptions = {}, parent: Context = context.active()): Span => {
    const parentSpanId = trace.getSpanContext(parent)?.spanId;
    const recorded: RecordedSpan = {
      name,
      options,
      spanId: String(spans.length + 1).padStart(16, '0'),
      parentSpanId,
    };
    spans.push(recorded);
    return spanOf(recorded);
  };
  const tracer = {
    startSpan,
    startActiveSpan: () => {
      throw new Error('not used');
    },
  } as unknown as Tracer;
  return { tracer, spans };
}

function spanOf(recorded: RecordedSpan): Span {
  const spanContext: SpanContext = { traceId: '1'.padStart(32, '0'), spanId: recorded.spanId, traceFlags: 1 };
  const span: Span = {
    spanContext: () => spanContext,
    setAttribute: () => span,
    setAttributes: () => span,
    addEvent: () => span,
    addLink: () => span,
    addLinks: () => span,
    updateName: () => span,
    isRecording: () => recorded.endedAt === undefined,
    recordException: () => undefined,
    setStatus(status) {
      recorded.status = status;
      return span;
    },
    end(endTime) {
      if (recorded.endedAt !== undefined) throw new Error(`span ${recorded.name} ended twice`);
      recorded.endedAt = endTime ?? Number.NaN;
    },
  };
  return span;
}

export interface Measurement {
  readonly name: string;
  readonly value: number;
  readonly attributes: Attributes;
}

/** A meter that keeps every measurement. */
export function createRecordingMeter(): {
  readonly meter: Meter;
  readonly measurements: Measurement[];
  of(name: string): Measurement[];
} {
  const measurements: Measurement[] = [];
  const instrument = (name: string) => {
    const keep = (value: number, attributes: Attributes = {}): void => {
      measurements.push({ name, value, attributes });
    };
    return { add: keep, record: keep };
  };
  const meter = { createHistogram: instrument, createCounter: instrument } as unknown as Meter;
  return {
    meter,
    measurements,
    of: (name) => measurements.filter((measurement) => measurement.name === name),
  };
}
