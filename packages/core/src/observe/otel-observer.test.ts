import {
  context,
  diag,
  DiagLogLevel,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Tracer,
} from '@opentelemetry/api';
import { afterEach, describe, expect, it } from 'vitest';
import { attemptRecord, routeReport, someUsage } from '../../test/attempt-record.js';
import { createTestClock } from '../../test/manual-clock.js';
import { createRecordingMeter, createRecordingTracer } from '../../test/recording-telemetry.js';
import { createApiError } from '../errors/api-error.js';
import { createOpenTelemetryObserver } from './otel-observer.js';

const secretText = 'the text of a prompt that a vendor quoted';

const failedOver = routeReport({
  startedAtMs: 999_000,
  requestedModel: 'auto:balanced',
  provider: 'glm-china',
  model: 'glm-5',
  fallback: true,
  attempts: [
    attemptRecord({
      outcome: 'rate_limited',
      status: 429,
      vendorCode: 'rate_limit_reached_error',
      credential: 'kimi#1',
      message: secretText,
      latencyMs: 50,
    }),
    attemptRecord({
      number: 2,
      provider: 'glm-china',
      model: 'glm-5',
      startedAtMs: 1_000_100,
      latencyMs: 400,
      timeToFirstTokenMs: 80,
      usage: someUsage,
      costUsd: 0.002,
    }),
  ],
});

function createFixture(endAtMs = 1_000_500) {
  const { tracer, spans } = createRecordingTracer();
  const { meter, measurements, of } = createRecordingMeter();
  const observer = createOpenTelemetryObserver({
    tracer,
    meter,
    clock: createTestClock(endAtMs),
    typeOf: (provider) => (provider === 'glm-china' ? 'glm' : undefined),
  });
  return { observer, tracer, spans, measurements, of };
}

afterEach(() => {
  context.disable();
  diag.disable();
});

describe('spans of createOpenTelemetryObserver', () => {
  it('are one for the call, with one below it for each attempt, at their true times', async () => {
    const { observer, spans } = createFixture();
    observer.callEnded?.(failedOver);
    await expect.poll(() => spans.length).toBe(3);
    const [call, first, second] = spans;
    expect(spans.map((span) => span.name)).toEqual([
      'chat auto:balanced',
      'attempt 1 kimi/kimi-k3',
      'attempt 2 glm-china/glm-5',
    ]);
    expect([first?.parentSpanId, second?.parentSpanId]).toEqual([call?.spanId, call?.spanId]);
    expect(spans.map((span) => [Number(span.options.startTime), Number(span.endedAt)])).toEqual([
      [999_000, 1_000_500],
      [1_000_000, 1_000_050],
      [1_000_100, 1_000_500],
    ]);
    expect(spans.every((span) => span.options.kind === SpanKind.CLIENT)).toBe(true);
  });

  it('carry the GenAI attributes and what reg knows beyond them', async () => {
    const { observer, spans } = createFixture();
    observer.callEnded?.(failedOver);
    await expect.poll(() => spans.length).toBe(3);
    expect(spans[0]?.options.attributes).toEqual({
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'z_ai',
      'gen_ai.request.model': 'auto:balanced',
      'gen_ai.response.model': 'glm-5',
      'gen_ai.usage.input_tokens': 100,
      'gen_ai.usage.output_tokens': 40,
      'gen_ai.usage.cache_read.input_tokens': 30,
      'gen_ai.usage.reasoning.output_tokens': 10,
      'reg.provider': 'glm-china',
      'reg.decision.id': 'dec_1',
      'reg.fallback': true,
      'reg.attempts': 2,
      'reg.warnings': 0,
      'reg.overhead_ms': 1.5,
      'reg.cost_usd': 0.002,
    });
    expect(spans[1]?.options.attributes).toEqual({
      'gen_ai.provider.name': 'moonshot_ai',
      'gen_ai.request.model': 'kimi-k3',
      'error.type': 'rate_limited',
      'http.response.status_code': 429,
      'reg.provider': 'kimi',
      'reg.target': 'kimi/kimi-k3',
      'reg.attempt.number': 1,
      'reg.vendor_code': 'rate_limit_reached_error',
      'reg.credential.id': 'kimi#1',
    });
  });

  it('mark what failed, by code and never by text', async () => {
    const { observer, spans } = createFixture();
    const error = createApiError({ kind: 'content_filter', provider: 'kimi', message: secretText });
    const { provider: _provider, model: _model, ...nobody } = routeReport();
    observer.callEnded?.(
      { ...nobody, attempts: [attemptRecord({ outcome: 'content_filter', message: secretText })] },
      error,
    );
    await expect.poll(() => spans.length).toBe(2);
    expect(spans.map((span) => span.status)).toEqual([
      { code: SpanStatusCode.ERROR, message: 'content_filter' },
      { code: SpanStatusCode.ERROR, message: 'content_filter' },
    ]);
    expect(spans[0]?.options.attributes).toMatchObject({
      'error.type': 'content_filter',
      'gen_ai.provider.name': 'moonshot_ai',
    });
    expect(spans[0]?.options.attributes).not.toHaveProperty('gen_ai.response.model');
    expect(JSON.stringify(spans)).not.toContain(secretText);
  });

  it('do not call it an error that the caller went away', async () => {
    const { observer, spans } = createFixture();
    const error = createApiError({ kind: 'aborted', provider: 'kimi', message: 'gone' });
    observer.callEnded?.(routeReport({ attempts: [attemptRecord({ outcome: 'aborted' })] }), error);
    await expect.poll(() => spans.length).toBe(2);
    expect(spans.map((span) => span.status)).toEqual([undefined, undefined]);
    expect(spans[0]?.options.attributes).toMatchObject({ 'error.type': 'aborted' });
  });

  it('have no name from outside when nothing was tried, and end where they begin', async () => {
    const { observer, spans } = createFixture();
    const report = routeReport({ attempts: [], requestedModel: 'anything at all' });
    observer.callEnded?.(report, new TypeError('bug'));
    await expect.poll(() => spans.length).toBe(1);
    expect(spans[0]?.name).toBe('chat');
    expect(Number(spans[0]?.options.startTime)).toBe(1_000_500);
    expect(spans[0]?.options.attributes).toMatchObject({ 'error.type': 'TypeError' });
  });

  it('hang below the span that is active when the call ends', async () => {
    const { observer, spans, tracer } = createFixture();
    const outer = tracer.startSpan('outer');
    context.setGlobalContextManager({
      active: () => trace.setSpan(ROOT_CONTEXT, outer),
      with: (_context, run, self, ...rest) => run.call(self as never, ...rest),
      bind: (_context, target) => target,
      enable() {
        return this;
      },
      disable() {
        return this;
      },
    });
    observer.callEnded?.(routeReport());
    await expect.poll(() => spans.length).toBe(3);
    const [outerSpan, call, attempt] = spans;
    expect([call?.parentSpanId, attempt?.parentSpanId]).toEqual([outerSpan?.spanId, call?.spanId]);
  });

  it('that cannot be made are reported to OpenTelemetry and harm nobody', async () => {
    const complaints: unknown[] = [];
    const complain = (...details: unknown[]): void => {
      complaints.push(details);
    };
    diag.setLogger(
      {
        error: complain,
        warn: () => undefined,
        info: () => undefined,
        debug: () => undefined,
        verbose: () => undefined,
      },
      { logLevel: DiagLogLevel.ERROR, suppressOverrideMessage: true },
    );
    const tracer = {
      startSpan() {
        throw new Error('exporter is gone');
      },
    } as unknown as Tracer;
    createOpenTelemetryObserver({ tracer }).callEnded?.(routeReport());
    await expect.poll(() => complaints.length).toBe(1);
  });
});

describe('metrics of createOpenTelemetryObserver', () => {
  it('measure a call from its start to its end, failovers included', () => {
    const { observer, of } = createFixture();
    observer.callEnded?.(failedOver);
    const labels = {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'z_ai',
      'gen_ai.request.model': 'glm-5',
      'gen_ai.response.model': 'glm-5',
    };
    expect(of('gen_ai.client.operation.duration')).toEqual([
      { name: 'gen_ai.client.operation.duration', value: 1.5, attributes: labels },
    ]);
    expect(of('gen_ai.client.operation.time_to_first_chunk')).toMatchObject([
      { value: 1.18, attributes: labels },
    ]);
  });

  it('say how a call failed, and measure no first chunk then', () => {
    const { observer, of } = createFixture();
    const { provider: _provider, model: _model, ...nobody } = failedOver;
    observer.callEnded?.(nobody, createApiError({ kind: 'stream_truncated', provider: 'x', message: 'cut' }));
    expect(of('gen_ai.client.operation.duration')).toMatchObject([
      { attributes: { 'error.type': 'stream_truncated' } },
    ]);
    expect(of('gen_ai.client.operation.time_to_first_chunk')).toEqual([]);
  });

  it('count attempts, tokens and money by the model that was called', () => {
    const { observer, of, measurements } = createFixture();
    for (const attempt of failedOver.attempts) observer.attemptEnded?.(attempt, undefined);
    expect(of('reg.client.attempts').map(({ attributes }) => attributes['reg.outcome'])).toEqual([
      'rate_limited',
      'success',
    ]);
    expect(
      of('gen_ai.client.token.usage').map(({ value, attributes }) => [
        attributes['gen_ai.token.type'],
        value,
      ]),
    ).toEqual([
      ['input', 100],
      ['output', 40],
    ]);
    expect(of('reg.client.cost')).toMatchObject([{ value: 0.002 }]);
    expect(JSON.stringify(measurements)).not.toContain('kimi#1');
  });

  it('never take what a caller wrote for a label', () => {
    const { observer, measurements } = createFixture();
    observer.callEnded?.(routeReport({ requestedModel: 'whatever-a-caller-wrote' }));
    expect(JSON.stringify(measurements)).not.toContain('whatever-a-caller-wrote');
  });

  it('count the changes of circuits without their names', () => {
    const { observer, of } = createFixture();
    observer.circuitChanged?.({ scope: 'credential', name: 'kimi#1', from: 'closed', to: 'open', atMs: 0 });
    expect(of('reg.circuit.transitions')).toEqual([
      {
        name: 'reg.circuit.transitions',
        value: 1,
        attributes: { 'reg.circuit.scope': 'credential', 'reg.circuit.state': 'open' },
      },
    ]);
  });

  it('are all there is without a tracer, and nothing is without both', () => {
    const { meter, measurements } = createRecordingMeter();
    createOpenTelemetryObserver({ meter }).callEnded?.(routeReport());
    expect(measurements.length).toBeGreaterThan(0);
    const silent = createOpenTelemetryObserver({});
    expect(() => {
      silent.attemptEnded?.(attemptRecord(), undefined);
      silent.callEnded?.(routeReport());
    }).not.toThrow();
  });
});
