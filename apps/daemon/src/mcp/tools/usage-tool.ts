import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import * as z from 'zod';
import { describeUsage } from '../describe/describe-usage.js';
import type { McpContext } from '../mcp-context.js';
import { usageReport, usageReportSchema } from '../reports/usage-report.js';
import { answered } from './answered.js';
import { readOnly } from './read-only.js';

/** `usage`: tokens and cost so far. */
export function addUsageTool(server: McpServer, context: McpContext): void {
  server.registerTool(
    'usage',
    {
      title: 'Show usage',
      description:
        'Tokens, attempts, failures and cost in US dollars per provider and model since this process started, failed attempts included.',
      inputSchema: z.strictObject({}),
      outputSchema: usageReportSchema,
      annotations: readOnly,
    },
    () =>
      answered(context, () => {
        const report = usageReport(context.registry.getTelemetry());
        return { report, text: describeUsage(report) };
      }),
  );
}
