import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import type { ReadResourceResult } from '@modelcontextprotocol/sdk/types.js';
import type { McpContext } from './mcp-context.js';
import { diagnosticsReport } from './reports/diagnostics-report.js';
import { modelsReport } from './reports/models-report.js';

const mimeType = 'application/json';

/** The catalogue and the diagnoses as JSON, for hosts that let people attach them. */
export function addResources(server: McpServer, context: McpContext): void {
  server.registerResource(
    'models',
    'reg://models',
    {
      title: 'Model catalogue',
      description: 'Every model that reg knows, those that cannot be called now included, with the reasons.',
      mimeType,
    },
    (uri) => jsonResource(uri, modelsReport(context, true)),
  );
  server.registerResource(
    'diagnostics',
    'reg://diagnostics',
    { title: 'Provider diagnostics', description: 'Why each provider is or is not usable now.', mimeType },
    async (uri) => jsonResource(uri, await diagnosticsReport(context)),
  );
}

function jsonResource(uri: URL, content: unknown): ReadResourceResult {
  return { contents: [{ uri: uri.href, mimeType, text: JSON.stringify(content, undefined, 2) }] };
}
