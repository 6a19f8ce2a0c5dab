import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import * as z from 'zod';
import { describeDiagnostics } from '../describe/describe-diagnostics.js';
import type { McpContext } from '../mcp-context.js';
import { diagnosticsReport, diagnosticsReportSchema } from '../reports/diagnostics-report.js';
import { answered } from './answered.js';
import { readOnly } from './read-only.js';

const input = z.strictObject({
  provider: z.string().min(1).optional().describe('Only this provider. Default: all.'),
});

/** `diagnose`: why each provider is or is not usable. */
export function addDiagnoseTool(server: McpServer, context: McpContext): void {
  server.registerTool(
    'diagnose',
    {
      title: 'Diagnose providers',
      description:
        'Why each provider is or is not usable now (keys, circuits, configuration), and what to do about it. Sends nothing to a vendor.',
      inputSchema: input,
      outputSchema: diagnosticsReportSchema,
      annotations: readOnly,
    },
    ({ provider }) =>
      answered(context, async () => {
        const report = await diagnosticsReport(context, provider);
        return { report, text: describeDiagnostics(report) };
      }),
  );
}
