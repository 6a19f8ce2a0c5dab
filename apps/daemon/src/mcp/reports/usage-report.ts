import type { TelemetrySnapshot } from '@reg/core';
import * as z from 'zod';

const counts = {
  attempts: z.int(),
  successes: z.int(),
  inputTokens: z.int(),
  outputTokens: z.int(),
  cachedInputTokens: z.int(),
  reasoningTokens: z.int(),
  costUsd: z.number().describe('Of all attempts of known price.'),
  unknownCostAttempts: z.int().describe('Attempts whose cost nobody knows: costUsd is too low by these.'),
};

export const usageReportSchema = z.looseObject({
  since: z.string().describe('When counting began, ISO 8601.'),
  until: z.string(),
  total: z.looseObject(counts),
  models: z.array(
    z.looseObject({
      provider: z.string(),
      model: z.string(),
      ...counts,
      failures: z.record(z.string(), z.int()).describe('Failed attempts by kind.'),
    }),
  ),
});

export type UsageReport = z.output<typeof usageReportSchema>;

type Counts = UsageReport['total'];

/** Tokens and cost per provider and model, and all together. */
export function usageReport({ sinceMs, atMs, models }: TelemetrySnapshot): UsageReport {
  const used = models.filter(({ attempts }) => attempts > 0);
  return {
    since: new Date(sinceMs).toISOString(),
    until: new Date(atMs).toISOString(),
    total: used.map(countsOf).reduce(sum, nothing),
    models: used.map((entry) => ({
      provider: entry.provider,
      model: entry.model,
      ...countsOf(entry),
      failures: Object.fromEntries(
        Object.entries(entry.failures).filter((pair): pair is [string, number] => pair[1] !== undefined),
      ),
    })),
  };
}

const nothing: Counts = {
  attempts: 0,
  successes: 0,
  inputTokens: 0,
  outputTokens: 0,
  cachedInputTokens: 0,
  reasoningTokens: 0,
  costUsd: 0,
  unknownCostAttempts: 0,
};

function countsOf(entry: TelemetrySnapshot['models'][number]): Counts {
  const { attempts, successes, inputTokens, outputTokens, cachedInputTokens, reasoningTokens } = entry;
  return {
    attempts,
    successes,
    inputTokens,
    outputTokens,
    cachedInputTokens,
    reasoningTokens,
    costUsd: entry.costUsd,
    unknownCostAttempts: entry.unknownCostAttempts,
  };
}

function sum(left: Counts, right: Counts): Counts {
  return {
    attempts: left.attempts + right.attempts,
    successes: left.successes + right.successes,
    inputTokens: left.inputTokens + right.inputTokens,
    outputTokens: left.outputTokens + right.outputTokens,
    cachedInputTokens: left.cachedInputTokens + right.cachedInputTokens,
    reasoningTokens: left.reasoningTokens + right.reasoningTokens,
    costUsd: left.costUsd + right.costUsd,
    unknownCostAttempts: left.unknownCostAttempts + right.unknownCostAttempts,
  };
}
