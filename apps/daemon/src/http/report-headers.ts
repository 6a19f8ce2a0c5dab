import type { RouteReport } from '@reg/core';

const maxHeaderLength = 1024;

/** What every routed answer says about itself in its headers. */
export function reportHeaders(report: RouteReport): Record<string, string> {
  const headers: Record<string, string> = {
    'x-reg-attempts': String(attemptCount(report)),
    'x-reg-decision-id': printable(report.decisionId),
    'x-reg-overhead-ms': report.overheadMs.toFixed(2),
  };
  if (report.provider !== undefined) headers['x-reg-provider'] = printable(report.provider);
  if (report.model !== undefined) headers['x-reg-model'] = printable(report.model);
  if (report.modelMapping !== undefined) headers['x-reg-model-mapped'] = printable(report.modelMapping.to);
  if (report.fallback) headers['x-reg-fallback'] = 'true';
  if (report.warnings.length > 0) {
    const warnings = report.warnings.map((warning) => `${warning.parameter} ${warning.action}`);
    headers['x-reg-warnings'] = printable([...new Set(warnings)].join(', '));
  }
  return headers;
}

/** A stream that has begun is answered by an attempt that is not recorded yet. */
function attemptCount({ attempts, provider }: RouteReport): number {
  const isUnderWay = provider !== undefined && !attempts.some((attempt) => attempt.outcome === 'success');
  return attempts.length + (isUnderWay ? 1 : 0);
}

/** The cost of a whole answer: known only when it is complete. */
export function costHeader(report: RouteReport): Record<string, string> {
  return report.costUsd === undefined ? {} : { 'x-reg-cost-usd': decimal(report.costUsd) };
}

/** A small number without an exponent, which some header readers do not parse. */
function decimal(value: number): string {
  return value.toFixed(9).replace(/\.?0+$/, '');
}

/** Header values are ASCII on one line. Ids come from configuration, where anything may stand. */
function printable(value: string): string {
  return value.replace(/[^\x20-\x7e]/g, '?').slice(0, maxHeaderLength);
}
