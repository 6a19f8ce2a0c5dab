import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import type { McpContext } from '../mcp-context.js';
import { toolFailure } from '../tool-failure.js';

/** A report for programs, and the same in words for hosts that read text only. */
export interface ToolAnswer {
  readonly report: Record<string, unknown>;
  readonly text: string;
}

/** The result of a tool that reports on reg; what it throws becomes an error that can be read. */
export async function answered(
  context: McpContext,
  answer: () => ToolAnswer | Promise<ToolAnswer>,
): Promise<CallToolResult> {
  try {
    const { report, text } = await answer();
    return { content: [{ type: 'text', text }], structuredContent: report };
  } catch (error) {
    return toolFailure(error, context);
  }
}
