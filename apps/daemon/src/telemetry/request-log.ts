import type { RouteReport } from '@reg/core';
import type { Logger } from 'pino';
import type { RequestRecord } from '../http/request-record.js';
import type { MakeLines } from './line-batch.js';
import { saidAt } from './logger.js';

/** Health checks and metric scrapes come by the second: they are logged at debug, unless they fail. */
const quietRoutes: ReadonlySet<string | undefined> = new Set(['/healthz', '/readyz', '/metrics']);

/**
 * Writes the one line about a request, when its answer is out and its call is accounted for.
 *
 * @param later - has it made with others. @default at once
 */
export function logRequest(
  logger: Logger,
  record: RequestRecord,
  outcome: { readonly status: number; readonly durationMs: number },
  later?: (make: MakeLines) => void,
): Promise<void> | undefined {
  const level = levelOf(record, outcome.status);
  if (!logger.isLevelEnabled(level)) return undefined;
  const log = (report: RouteReport | undefined): void => {
    logger[level](fieldsOf(record, outcome, report), 'request');
  };
  const write = (report: RouteReport | undefined): void => {
    if (later === undefined) log(report);
    else
      later((askedAtMs) => {
        saidAt(askedAtMs, () => {
          log(report);
        });
      });
  };
  if (record.report instanceof Promise) return record.report.then(write);
  write(record.report);
  return undefined;
}

/** Set one by one: to spread what may be absent takes several times as long, and each request has a line. */
function fieldsOf(
  record: RequestRecord,
  { status, durationMs }: { readonly status: number; readonly durationMs: number },
  report: RouteReport | undefined,
): Record<string, unknown> {
  const fields: Record<string, unknown> = {
    requestId: record.requestId,
    method: record.method,
    path: record.path,
    status,
  };
  if (record.client !== undefined) fields['key'] = record.client.name;
  fields['durationMs'] = Math.round(durationMs);
  if (record.stream !== undefined) fields['stream'] = record.stream;
  if (report !== undefined) addReport(fields, report);
  if (record.errorCode !== undefined) {
    fields['errorCode'] = record.errorCode;
    fields['error'] = record.errorMessage;
  }
  if (record.prompt !== undefined) fields['prompt'] = record.prompt;
  return fields;
}

/** A vendor's failure is worth a warning; only reg's own bug is an error. */
function levelOf(record: RequestRecord, status: number): 'debug' | 'info' | 'warn' | 'error' {
  if (status === 500) return 'error';
  // A line for each refusal would itself be a load; the guard says when refusing begins and ends.
  if (record.errorCode === 'overloaded') return 'debug';
  if (status > 500) return 'warn';
  return quietRoutes.has(record.route) && status < 400 ? 'debug' : 'info';
}

function addReport(fields: Record<string, unknown>, report: RouteReport): void {
  fields['decisionId'] = report.decisionId;
  fields['requestedModel'] = report.requestedModel;
  if (report.modelMapping !== undefined) fields['mappedTo'] = report.modelMapping.to;
  fields['provider'] = report.provider;
  fields['model'] = report.model;
  fields['attempts'] = report.attempts.length;
  fields['fallback'] = report.fallback;
  fields['inputTokens'] = report.usage.inputTokens;
  fields['outputTokens'] = report.usage.outputTokens;
  fields['costUsd'] = report.costUsd;
}
