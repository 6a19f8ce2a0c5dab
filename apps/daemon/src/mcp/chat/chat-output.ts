import type { RouteReport } from '@reg/core';
import * as z from 'zod';

const usage = z.looseObject({
  inputTokens: z.int(),
  outputTokens: z.int(),
  cachedInputTokens: z.int().describe('The part of inputTokens that came from the vendor’s cache.'),
  reasoningTokens: z.int().describe('The part of outputTokens that is not shown.'),
});

const attempt = z.looseObject({
  number: z.int(),
  provider: z.string(),
  model: z.string(),
  outcome: z.string().describe('success, or what went wrong.'),
  latencyMs: z.number(),
  status: z.int().optional(),
  message: z.string().optional(),
  costUsd: z.number().optional(),
});

/** What `chat` tells beside its text. Loose, so that a host with an older list of tools takes a newer answer. */
export const chatOutput = z.looseObject({
  text: z.string(),
  finishReason: z.string().describe('stop: whole. length: cut off at the token limit.'),
  provider: z.string().optional(),
  model: z.string().optional(),
  requestedModel: z.string(),
  mappedTo: z.string().optional().describe('What stood for the requested name, which nobody serves.'),
  fallback: z.boolean().describe('Another model than the first choice answered.'),
  costUsd: z.number().optional().describe('All attempts together; absent when a price is unknown.'),
  usage,
  attempts: z.array(attempt),
  decisionId: z.string(),
  warnings: z.array(z.string()).describe('What was changed in the request for the model.'),
  sandbox: z.boolean().describe('Simulated: no vendor was asked.'),
});

export type ChatOutput = z.output<typeof chatOutput>;

/** One answer, whole. */
export interface ChatAnswer {
  readonly text: string;
  readonly finishReason: string;
  readonly report: RouteReport;
}

export function chatOutputFrom({ text, finishReason, report }: ChatAnswer, sandbox: boolean): ChatOutput {
  return {
    text,
    finishReason,
    ...(report.provider === undefined ? {} : { provider: report.provider }),
    ...(report.model === undefined ? {} : { model: report.model }),
    requestedModel: report.requestedModel,
    ...(report.modelMapping === undefined ? {} : { mappedTo: report.modelMapping.to }),
    fallback: report.fallback,
    ...(report.costUsd === undefined ? {} : { costUsd: report.costUsd }),
    usage: { ...report.usage },
    attempts: report.attempts.map(attemptFrom),
    decisionId: report.decisionId,
    warnings: report.warnings.map(({ parameter, action, message }) => `${parameter} ${action}: ${message}`),
    sandbox,
  };
}

function attemptFrom(record: RouteReport['attempts'][number]): ChatOutput['attempts'][number] {
  const { number, provider, model, outcome, latencyMs, status, message, costUsd } = record;
  return {
    number,
    provider,
    model,
    outcome,
    latencyMs,
    ...(status === undefined ? {} : { status }),
    ...(message === undefined ? {} : { message }),
    ...(costUsd === undefined ? {} : { costUsd }),
  };
}
