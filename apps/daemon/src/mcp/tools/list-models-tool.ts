import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import * as z from 'zod';
import { describeModels } from '../describe/describe-models.js';
import type { McpContext } from '../mcp-context.js';
import { modelsReport, modelsReportSchema } from '../reports/models-report.js';
import { answered } from './answered.js';
import { readOnly } from './read-only.js';

const input = z.strictObject({
  all: z.boolean().optional().describe('Also the models that cannot be called now, with the reasons.'),
});

/** `list_models`: what can be asked for. */
export function addListModelsTool(server: McpServer, context: McpContext): void {
  server.registerTool(
    'list_models',
    {
      title: 'List models',
      description:
        'The models that can be called now, with context window, price in US dollars per million tokens and abilities, and the names (auto, auto:<category>) under which reg chooses. Calls nobody.',
      inputSchema: input,
      outputSchema: modelsReportSchema,
      annotations: readOnly,
    },
    ({ all }) =>
      answered(context, () => {
        const report = modelsReport(context, all === true);
        return { report, text: describeModels(report) };
      }),
  );
}
