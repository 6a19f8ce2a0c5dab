import { describe, expect, it } from 'vitest';
import { mcpHostNames } from '../../cli/mcp-commands.js';
import type { McpConnection } from './mcp-connection.js';
import { mcpHosts } from './mcp-hosts.js';

const stdio: McpConnection = {
  transport: 'stdio',
  command: 'reg',
  args: ['mcp', '--config', '/home/an n/reg.yaml'],
};
const open: McpConnection = { transport: 'http', url: 'http://127.0.0.1:8079/mcp', needsKey: false };
const keyed: McpConnection = { ...open, needsKey: true };

function textFor(name: string, connection: McpConnection): string {
  return mcpHosts.find((host) => host.name === name)?.configure(connection)?.text ?? '';
}

const jsonFor = (name: string, connection: McpConnection) => JSON.parse(textFor(name, connection)) as unknown;

describe('the configuration of a host', () => {
  it('exists for each host that the command names', () => {
    expect(mcpHosts.map(({ name }) => name)).toEqual(mcpHostNames);
  });

  it('is a command for Claude Code, quoted for a shell', () => {
    expect(textFor('claude-code', stdio)).toBe(
      "claude mcp add reg -- reg mcp --config '/home/an n/reg.yaml'",
    );
    expect(textFor('claude-code', open)).toBe(
      'claude mcp add --transport http reg http://127.0.0.1:8079/mcp',
    );
    expect(textFor('claude-code', keyed)).toBe(
      'claude mcp add --transport http reg http://127.0.0.1:8079/mcp --header "Authorization: Bearer $REG_API_KEY"',
    );
  });

  it('is TOML for Codex', () => {
    expect(textFor('codex', stdio).split('\n').slice(0, 3)).toEqual([
      '[mcp_servers.reg]',
      'command = "reg"',
      'args = ["mcp","--config","/home/an n/reg.yaml"]',
    ]);
    expect(textFor('codex', keyed)).toContain('bearer_token_env_var = "REG_API_KEY"');
    expect(textFor('codex', open)).not.toContain('bearer');
  });

  it.each<[string, McpConnection, unknown]>([
    ['claude-desktop', stdio, { mcpServers: { reg: { command: 'reg', args: stdio.args } } }],
    ['cursor', stdio, { mcpServers: { reg: { command: 'reg', args: stdio.args } } }],
    ['cursor', open, { mcpServers: { reg: { url: open.url } } }],
    [
      'cursor',
      keyed,
      { mcpServers: { reg: { url: open.url, headers: { Authorization: 'Bearer ${env:REG_API_KEY}' } } } },
    ],
    ['vscode', stdio, { servers: { reg: { type: 'stdio', command: 'reg', args: stdio.args } } }],
    ['vscode', open, { servers: { reg: { type: 'http', url: open.url } } }],
    [
      'vscode',
      keyed,
      {
        inputs: [expect.objectContaining({ id: 'reg-key', password: true })],
        servers: {
          reg: { type: 'http', url: open.url, headers: { Authorization: 'Bearer ${input:reg-key}' } },
        },
      },
    ],
    [
      'opencode',
      stdio,
      {
        $schema: 'https://opencode.ai/config.json',
        mcp: { reg: { type: 'local', command: ['reg', ...stdio.args], enabled: true } },
      },
    ],
    [
      'opencode',
      keyed,
      expect.objectContaining({
        mcp: {
          reg: {
            type: 'remote',
            url: open.url,
            headers: { Authorization: 'Bearer {env:REG_API_KEY}' },
            enabled: true,
          },
        },
      }),
    ],
  ])('is JSON for %s', (name, connection, expected) => {
    expect(jsonFor(name, connection)).toEqual(expected);
  });

  it('does not exist where a host cannot connect that way', () => {
    expect(mcpHosts.find(({ name }) => name === 'claude-desktop')?.configure(open)).toBeUndefined();
  });
});
