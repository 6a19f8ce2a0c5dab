import { ProviderNotRegisteredError } from '@reg/core';
import * as z from 'zod';
import type { McpContext } from '../mcp-context.js';

export const diagnosticsReportSchema = z.looseObject({
  sandbox: z.boolean(),
  providers: z.array(
    z.looseObject({
      provider: z.string(),
      usable: z.boolean(),
      reasons: z.array(z.looseObject({ code: z.string(), message: z.string() })),
      suggestions: z.array(z.string()),
    }),
  ),
});

export type DiagnosticsReport = z.output<typeof diagnosticsReportSchema>;

/**
 * Why each provider, or one, is or is not usable.
 *
 * @throws ProviderNotRegisteredError
 */
export async function diagnosticsReport(
  { registry, sandbox }: Pick<McpContext, 'registry' | 'sandbox'>,
  only?: string,
): Promise<DiagnosticsReport> {
  const all = await registry.diagnoseAll();
  const chosen = all.filter(({ provider }) => only === undefined || provider === only);
  if (only !== undefined && chosen.length === 0) {
    throw new ProviderNotRegisteredError(
      only,
      all.map(({ provider }) => provider),
    );
  }
  return {
    sandbox,
    providers: chosen.map((diagnosis) => ({
      ...diagnosis,
      reasons: diagnosis.reasons.map((reason) => ({ ...reason })),
      suggestions: [...diagnosis.suggestions],
    })),
  };
}
