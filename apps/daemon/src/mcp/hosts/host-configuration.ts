import type { McpConnection } from './mcp-connection.js';

/** What to do to make reg known to one host. */
export interface HostConfiguration {
  readonly host: string;
  readonly transport: McpConnection['transport'];
  /** A file, or `shell` for a command to run. */
  readonly where: string;
  readonly format: 'shell' | 'json' | 'toml';
  readonly text: string;
  readonly note?: string;
}

/** A program that speaks MCP. */
export interface McpHost {
  readonly name: string;
  readonly title: string;
  /** Absent when the host cannot connect that way. */
  configure(connection: McpConnection): Omit<HostConfiguration, 'host' | 'transport'> | undefined;
}
