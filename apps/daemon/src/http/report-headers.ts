import type { RouteReport } from '@reg/core';

const maxHeaderLength = 1024;

/** Adds to the headers of an answer what every routed answer says about itself. */
export function addReportHeaders(headers: Record<string, string>, report: RouteReport): void {
  headers['x-reg-attempts'] = String(attemptCount(report));
  headers['x-reg-decision-id'] = printable(report.decisionId);
  headers['x-reg-overhead-ms'] = report.overheadMs.toFixed(2);
  if (report.provider !== undefined) headers['x-reg-provider'] = printable(report.provider);
  if (report.model !== undefined) headers['x-reg-model'] = printable(report.model);
  if (report.modelMapping !== undefined) headers['x-reg-model-mapped'] = printable(report.modelMapping.to);
  if (report.fallback) headers['x-reg-fallback'] = 'true';
  if (report.warnings.length > 0) {
    const warnings = report.warnings.map((warning) => `${warning.parameter} ${warning.action}`);
    headers['x-reg-warnings'] = printable([...new Set(warnings)].join(', '));
  }
}

/** A stream that has begun is answered by an attempt that is not recorded yet. */
function attemptCount({ attempts, provider }: RouteReport): number {
  const isUnderWay = provider !== undefined && !attempts.some((attempt) => attempt.outcome === 'success');
  return attempts.length + (isUnderWay ? 1 : 0);
}

/** Adds the cost of a whole answer: known only when it is complete. */
export function addCostHeader(headers: Record<string, string>, { costUsd }: RouteReport): void {
  if (costUsd !== undefined) headers['x-reg-cost-usd'] = decimal(costUsd);
}

const zero = 0x30;
const point = 0x2e;

/** A small number without an exponent, which some header readers do not parse. */
function decimal(value: number): string {
  const text = value.toFixed(9);
  let end = text.length;
  while (text.charCodeAt(end - 1) === zero) end -= 1;
  if (text.charCodeAt(end - 1) === point) end -= 1;
  return text.slice(0, end);
}

/** Header values are ASCII on one line. Ids come from configuration, where anything may stand. */
function printable(value: string): string {
  if (value.length <= maxHeaderLength && !/[^\x20-\x7e]/.test(value)) return value;
  return value.replace(/[^\x20-\x7e]/g, '?').slice(0, maxHeaderLength);
}
