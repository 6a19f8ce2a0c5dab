import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { chatFromInput, chatInput } from '../chat/chat-input.js';
import { describeDecision } from '../describe/describe-decision.js';
import type { McpContext } from '../mcp-context.js';
import { decisionReport, decisionReportSchema } from '../reports/decision-report.js';
import { answered } from './answered.js';
import { readOnly } from './read-only.js';

/** `explain_route`: who would answer, and why; nobody is called. */
export function addExplainRouteTool(server: McpServer, context: McpContext): void {
  server.registerTool(
    'explain_route',
    {
      title: 'Explain a route',
      description:
        'Takes the same arguments as chat and tells which models would be called, in which order, at what expected cost, and why each other one would not. Calls nobody and costs nothing.',
      inputSchema: chatInput,
      outputSchema: decisionReportSchema,
      annotations: readOnly,
    },
    (input) =>
      answered(context, () => {
        const { request, route } = chatFromInput(input);
        const report = decisionReport(context.registry.explain(request, route));
        return { report, text: describeDecision(report) };
      }),
  );
}
