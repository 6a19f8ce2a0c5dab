import { commandLine } from '../../agents/shell-script.js';
import type { HostConfiguration, McpHost } from './host-configuration.js';
import {
  keyVariable,
  type HttpConnection,
  type McpConnection,
  type StdioConnection,
} from './mcp-connection.js';

/**
 * The usual hosts with the form that each documents, as of 2026-11-23: code.claude.com/docs/en/mcp,
 * modelcontextprotocol.io (Claude Desktop), developers.openai.com/codex/mcp, opencode.ai/docs/mcp-servers,
 * cursor.com/docs/mcp, code.visualstudio.com/docs/copilot/reference/mcp-configuration.
 */
export const mcpHosts: readonly McpHost[] = [
  { name: 'claude-code', title: 'Claude Code', configure: claudeCode },
  {
    name: 'claude-desktop',
    title: 'Claude Desktop',
    // Its file knows local programs only.
    configure: (connection) =>
      connection.transport === 'http'
        ? undefined
        : {
            ...json('claude_desktop_config.json', { mcpServers: { reg: program(connection) } }),
            note: 'Settings, Developer, Edit Config opens the file. Restart Claude Desktop afterwards.',
          },
  },
  { name: 'codex', title: 'Codex', configure: codex },
  {
    name: 'opencode',
    title: 'OpenCode',
    configure: (connection) => ({
      ...json('opencode.json', {
        $schema: 'https://opencode.ai/config.json',
        mcp: { reg: openCodeServer(connection) },
      }),
      note: 'For OpenCode 2 the server goes under mcp.servers, without enabled.',
    }),
  },
  {
    name: 'cursor',
    title: 'Cursor',
    configure: (connection) =>
      json('.cursor/mcp.json', {
        mcpServers: {
          reg:
            connection.transport === 'stdio'
              ? program(connection)
              : remote(connection, `\${env:${keyVariable}}`),
        },
      }),
  },
  { name: 'vscode', title: 'VS Code', configure: vsCode },
];

type Configured = Omit<HostConfiguration, 'host' | 'transport'>;

function claudeCode(connection: McpConnection): Configured {
  const words =
    connection.transport === 'stdio'
      ? ['reg', '--', connection.command, ...connection.args]
      : ['--transport', 'http', 'reg', connection.url];
  // In double quotes: the shell puts the key in, so that it is nowhere in this text.
  const key =
    connection.transport === 'http' && connection.needsKey
      ? [`--header "Authorization: Bearer $${keyVariable}"`]
      : [];
  return {
    where: 'shell',
    format: 'shell',
    text: ['claude mcp add', commandLine(words, 'sh'), ...key].join(' '),
    note: 'Add --scope user after "add" to have it in every project.',
  };
}

function codex(connection: McpConnection): Configured {
  const lines =
    connection.transport === 'stdio'
      ? [
          `command = ${JSON.stringify(connection.command)}`,
          `args = ${JSON.stringify(connection.args)}`,
          // Codex hands on only the variables that are named.
          'env_vars = ["KIMI_API_KEY", "GLM_API_KEY"]',
        ]
      : [
          `url = ${JSON.stringify(connection.url)}`,
          ...(connection.needsKey ? [`bearer_token_env_var = ${JSON.stringify(keyVariable)}`] : []),
        ];
  return {
    where: '~/.codex/config.toml',
    format: 'toml',
    text: ['[mcp_servers.reg]', ...lines, 'tool_timeout_sec = 600'].join('\n'),
  };
}

function vsCode(connection: McpConnection): Configured {
  const where = '.vscode/mcp.json';
  if (connection.transport === 'stdio') {
    return json(where, { servers: { reg: { type: 'stdio', ...program(connection) } } });
  }
  const server = { type: 'http', ...remote(connection, '${input:reg-key}') };
  if (!connection.needsKey) return json(where, { servers: { reg: server } });
  const key = { type: 'promptString', id: 'reg-key', description: 'API key of reg', password: true };
  return json(where, { inputs: [key], servers: { reg: server } });
}

function openCodeServer(connection: McpConnection): object {
  return connection.transport === 'stdio'
    ? { type: 'local', command: [connection.command, ...connection.args], enabled: true }
    : { type: 'remote', ...remote(connection, `{env:${keyVariable}}`), enabled: true };
}

function program({ command, args }: StdioConnection): object {
  return { command, args };
}

function remote({ url, needsKey }: HttpConnection, key: string): object {
  return needsKey ? { url, headers: { Authorization: `Bearer ${key}` } } : { url };
}

function json(where: string, content: object): Configured {
  return { where, format: 'json', text: JSON.stringify(content, undefined, 2) };
}
