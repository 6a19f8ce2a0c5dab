import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { AjvJsonSchemaValidator } from '@modelcontextprotocol/sdk/validation/ajv';
import { addResources } from './add-resources.js';
import type { McpContext } from './mcp-context.js';
import { addChatTool } from './tools/chat-tool.js';
import { addDiagnoseTool } from './tools/diagnose-tool.js';
import { addExplainRouteTool } from './tools/explain-route-tool.js';
import { addListModelsTool } from './tools/list-models-tool.js';
import { addUsageTool } from './tools/usage-tool.js';

const instructions = [
  'reg routes questions to other language models (Kimi, GLM and any OpenAI-compatible endpoint).',
  'Use chat to ask one; list_models tells which there are and what they cost.',
  'explain_route shows for free who would answer; set freeOnly or maxCostUsd to stay within a budget.',
].join(' ');

/** Made once: the SDK would otherwise make one for every server, and over HTTP each request has a server. */
const jsonSchemaValidator = new AjvJsonSchemaValidator();

/** reg as an MCP server, not yet connected to a transport. */
export function createMcpServer(context: McpContext): McpServer {
  const server = new McpServer(
    { name: 'reg', title: 'reg', version: context.version },
    {
      instructions: context.sandbox
        ? `${instructions} SANDBOX: no API key is configured, so both vendors are simulated.`
        : instructions,
      jsonSchemaValidator,
    },
  );
  addChatTool(server, context);
  addListModelsTool(server, context);
  addExplainRouteTool(server, context);
  addDiagnoseTool(server, context);
  addUsageTool(server, context);
  addResources(server, context);
  return server;
}
