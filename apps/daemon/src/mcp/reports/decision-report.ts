import type { Decision, ModelMapping } from '@reg/core';
import * as z from 'zod';

export const decisionReportSchema = z.looseObject({
  decisionId: z.string(),
  requestedModel: z.string(),
  mappedTo: z.string().optional().describe('What stands for the requested name, which nobody serves.'),
  mappedBy: z.string().optional().describe('Where that is written.'),
  category: z.string(),
  estimatedInputTokens: z.number(),
  ranked: z.array(
    z.looseObject({
      position: z.int().describe('1 is called first.'),
      target: z.string(),
      free: z.boolean(),
      expectedCostUsd: z.number().optional().describe('Absent when the price is unknown.'),
      score: z.number(),
      reasons: z.array(z.string()),
    }),
  ),
  rejected: z.array(z.looseObject({ target: z.string(), reasons: z.array(z.string()) })),
});

export type DecisionReport = z.output<typeof decisionReportSchema>;

/** A decision without the catalogue: what a host needs to know, in few tokens. */
export function decisionReport({ id, requirement, ranked, rejected }: Decision): DecisionReport {
  return {
    decisionId: id,
    requestedModel: requirement.requestedModel,
    ...mappingFields(requirement.modelMapping),
    category: requirement.category,
    estimatedInputTokens: requirement.estimatedInputTokens,
    ranked: ranked.map(({ position, target, free, expectedCostUsd, score, reasons }) => ({
      position,
      target,
      free,
      ...(expectedCostUsd === undefined ? {} : { expectedCostUsd }),
      score: score.total,
      reasons: messagesOf(reasons),
    })),
    rejected: rejected.map(({ target, reasons }) => ({ target, reasons: messagesOf(reasons) })),
  };
}

function mappingFields(mapping: ModelMapping | undefined): Pick<DecisionReport, 'mappedTo' | 'mappedBy'> {
  return mapping === undefined
    ? {}
    : { mappedTo: mapping.to, mappedBy: `${mapping.match}, ${mapping.origin}` };
}

function messagesOf(reasons: readonly { readonly message: string }[]): string[] {
  return reasons.map(({ message }) => message);
}
