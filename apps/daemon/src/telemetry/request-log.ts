import type { RouteReport } from '@reg/core';
import type { Logger } from 'pino';
import type { RequestRecord } from '../http/request-record.js';

/** Health checks and metric scrapes come by the second: they are logged at debug, unless they fail. */
const quietRoutes: ReadonlySet<string | undefined> = new Set(['/healthz', '/readyz', '/metrics']);

/** Writes the one line about a request, when its answer is out and its call is accounted for. */
export async function logRequest(
  logger: Logger,
  record: RequestRecord,
  outcome: { readonly status: number; readonly durationMs: number },
): Promise<void> {
  const { status } = outcome;
  const level = levelOf(record, status);
  if (!logger.isLevelEnabled(level)) return;
  const report = await record.report;
  logger[level](
    {
      requestId: record.requestId,
      method: record.method,
      path: record.path,
      status,
      ...(record.client === undefined ? {} : { key: record.client.name }),
      durationMs: Math.round(outcome.durationMs),
      ...(record.stream === undefined ? {} : { stream: record.stream }),
      ...(report === undefined ? {} : reportFields(report)),
      ...(record.errorCode === undefined ? {} : { errorCode: record.errorCode, error: record.errorMessage }),
      ...(record.prompt === undefined ? {} : { prompt: record.prompt }),
    },
    'request',
  );
}

/** A vendor's failure is worth a warning; only reg's own bug is an error. */
function levelOf(record: RequestRecord, status: number): 'debug' | 'info' | 'warn' | 'error' {
  if (status === 500) return 'error';
  // A line for each refusal would itself be a load; the guard says when refusing begins and ends.
  if (record.errorCode === 'overloaded') return 'debug';
  if (status > 500) return 'warn';
  return quietRoutes.has(record.route) && status < 400 ? 'debug' : 'info';
}

function reportFields(report: RouteReport): Record<string, unknown> {
  return {
    decisionId: report.decisionId,
    requestedModel: report.requestedModel,
    ...(report.modelMapping === undefined ? {} : { mappedTo: report.modelMapping.to }),
    provider: report.provider,
    model: report.model,
    attempts: report.attempts.length,
    fallback: report.fallback,
    inputTokens: report.usage.inputTokens,
    outputTokens: report.usage.outputTokens,
    costUsd: report.costUsd,
  };
}
