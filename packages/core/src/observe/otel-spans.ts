import type * as openTelemetry from '@opentelemetry/api';
import type { Attributes, Span, Tracer } from '@opentelemetry/api';
import { RegError } from '@reg/config';
import type { AttemptRecord, RouteReport } from '../ports/routing.js';
import { attributeNames, chatOperation, regAttributeNames } from './attributes.js';

type OpenTelemetryApi = typeof openTelemetry;

/** One call that ended, with everything a span of it tells. */
export interface EndedCall {
  readonly report: RouteReport;
  readonly error: unknown;
  readonly endedAtMs: number;
}

export interface SpanMaking {
  readonly api: OpenTelemetryApi;
  readonly tracer: Tracer;
  vendorOf(provider: string): string;
}

const maxModelNameLength = 128;

/**
 * One span for the call and below it one for each attempt, made after the fact with their true times: nothing is
 * held while a call runs, so nothing leaks when one never ends. The parent is whatever span is active.
 */
export function recordSpans(call: EndedCall, making: SpanMaking): void {
  const { api, tracer } = making;
  const { report, endedAtMs } = call;
  const parent = api.context.active();
  const span = tracer.startSpan(
    spanName(report),
    {
      kind: api.SpanKind.CLIENT,
      startTime: new Date(startOf(call)),
      attributes: callAttributes(call, making),
    },
    parent,
  );
  const below = api.trace.setSpan(parent, span);
  for (const attempt of report.attempts) {
    const child = tracer.startSpan(
      `attempt ${attempt.number} ${attempt.target}`,
      {
        kind: api.SpanKind.CLIENT,
        startTime: new Date(attempt.startedAtMs),
        attributes: attemptAttributes(attempt, making),
      },
      below,
    );
    if (attempt.outcome !== 'success') markFailed(child, attempt.outcome, api);
    child.end(new Date(attempt.startedAtMs + attempt.latencyMs));
  }
  if (call.error !== undefined) markFailed(span, errorTypeOf(call.error), api);
  span.end(new Date(endedAtMs));
}

/** When the call began; a report that does not say began with its first attempt. */
export function startOf({ report, endedAtMs }: EndedCall): number {
  return report.startedAtMs ?? report.attempts[0]?.startedAtMs ?? endedAtMs;
}

/** The value of `error.type`: a code of docs/errors.md, else the class of the error. */
export function errorTypeOf(error: unknown): string {
  if (RegError.isInstance(error)) return error.code;
  return error instanceof Error ? error.name : '_OTHER';
}

/** The provider and model that answered, or that were tried last. */
export function whoOf(report: RouteReport): { readonly provider?: string; readonly model?: string } {
  const last = report.attempts.at(-1);
  const provider = report.provider ?? last?.provider;
  const model = report.model ?? last?.model;
  return { ...(provider === undefined ? {} : { provider }), ...(model === undefined ? {} : { model }) };
}

/** Only names that led to an attempt: a span's name must not be free text from outside. */
function spanName(report: RouteReport): string {
  return report.attempts.length === 0
    ? chatOperation
    : `${chatOperation} ${report.requestedModel.slice(0, maxModelNameLength)}`;
}

function callAttributes({ report, error }: EndedCall, { vendorOf }: SpanMaking): Attributes {
  const { provider } = whoOf(report);
  return {
    [attributeNames.operation]: chatOperation,
    [attributeNames.requestModel]: report.requestedModel.slice(0, maxModelNameLength),
    ...(provider === undefined
      ? {}
      : { [attributeNames.provider]: vendorOf(provider), [regAttributeNames.provider]: provider }),
    ...(report.model === undefined ? {} : { [attributeNames.responseModel]: report.model }),
    ...usageAttributes(report.usage),
    ...(error === undefined ? {} : { [attributeNames.errorType]: errorTypeOf(error) }),
    [regAttributeNames.decisionId]: report.decisionId,
    [regAttributeNames.fallback]: report.fallback,
    [regAttributeNames.attempts]: report.attempts.length,
    [regAttributeNames.warnings]: report.warnings.length,
    [regAttributeNames.overheadMs]: report.overheadMs,
    ...(report.costUsd === undefined ? {} : { [regAttributeNames.costUsd]: report.costUsd }),
  };
}

/** Without `gen_ai.operation.name`: back ends sum up what has it, and the call's own span counts these tokens. */
function attemptAttributes(attempt: AttemptRecord, { vendorOf }: SpanMaking): Attributes {
  const { outcome, status, vendorCode, credential, costUsd } = attempt;
  return {
    [attributeNames.provider]: vendorOf(attempt.provider),
    [attributeNames.requestModel]: attempt.model,
    ...(attempt.usage === undefined ? {} : usageAttributes(attempt.usage)),
    ...(outcome === 'success' ? {} : { [attributeNames.errorType]: outcome }),
    ...(status === undefined ? {} : { [attributeNames.httpStatus]: status }),
    [regAttributeNames.provider]: attempt.provider,
    [regAttributeNames.target]: attempt.target,
    [regAttributeNames.attemptNumber]: attempt.number,
    ...(vendorCode === undefined ? {} : { [regAttributeNames.vendorCode]: vendorCode }),
    ...(credential === undefined ? {} : { [regAttributeNames.credential]: credential }),
    ...(costUsd === undefined ? {} : { [regAttributeNames.costUsd]: costUsd }),
  };
}

function usageAttributes(usage: RouteReport['usage']): Attributes {
  return {
    [attributeNames.inputTokens]: usage.inputTokens,
    [attributeNames.outputTokens]: usage.outputTokens,
    [attributeNames.cachedInputTokens]: usage.cachedInputTokens,
    [attributeNames.reasoningTokens]: usage.reasoningTokens,
  };
}

/** A caller that went away is no error of the operation. The text of errors stays out: it may quote the prompt. */
function markFailed(span: Span, errorType: string, api: OpenTelemetryApi): void {
  if (errorType === 'aborted') return;
  span.setStatus({ code: api.SpanStatusCode.ERROR, message: errorType });
}
