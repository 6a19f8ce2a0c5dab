import { formatUsd } from '../../cli/format-money.js';
import type { DecisionReport } from '../reports/decision-report.js';

/** A decision in words, for hosts that read text only. */
export function describeDecision(report: DecisionReport): string {
  const { requestedModel, category, estimatedInputTokens, ranked, rejected, decisionId } = report;
  const { mappedTo, mappedBy } = report;
  const mapped = mappedTo === undefined ? '' : ` mapped to ${mappedTo} (${mappedBy})`;
  const asked = requestedModel === '' ? 'the default model' : `${requestedModel}${mapped}`;
  const head = `${asked}, category ${category}, about ${estimatedInputTokens} input tokens, decision ${decisionId}.`;
  const inOrder = ranked.map(
    ({ position, target, free, expectedCostUsd, reasons }) =>
      `${position}. ${target}, ${free ? 'free' : `expected cost ${formatUsd(expectedCostUsd)}`}: ${reasons.join('; ')}`,
  );
  const dropped = rejected.map(({ target, reasons }) => `- ${target}: ${reasons.join('; ')}`);
  return [
    head,
    ...(ranked.length === 0
      ? ['No model would be called.']
      : ['Would be called, in this order:', ...inOrder]),
    ...(rejected.length === 0 ? [] : ['Would not be called:', ...dropped]),
  ].join('\n');
}
