import { formatUsd } from '../../cli/format-money.js';
import type { UsageReport } from '../reports/usage-report.js';

type Counts = UsageReport['total'];

/** Usage in words, for hosts that read text only. */
export function describeUsage({ since, total, models }: UsageReport): string {
  if (models.length === 0) return `Nothing was called since ${since}.`;
  return [
    `Since ${since}: ${countsText(total)}`,
    ...models.map((entry) => `- ${entry.provider}/${entry.model}: ${countsText(entry)}`),
  ].join('\n');
}

function countsText(counts: Counts): string {
  const { attempts, successes, inputTokens, outputTokens, costUsd, unknownCostAttempts } = counts;
  const unknown = unknownCostAttempts === 0 ? '' : ` and ${unknownCostAttempts} attempts at an unknown price`;
  return `${attempts} attempts (${successes} answered), ${inputTokens} input and ${outputTokens} output tokens, ${formatUsd(costUsd)}${unknown}`;
}
