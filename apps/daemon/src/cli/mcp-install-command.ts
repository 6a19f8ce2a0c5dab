import { resolve } from 'node:path';
import { loadConfig } from '@reg/config';
import type { HostConfiguration, McpHost } from '../mcp/hosts/host-configuration.js';
import type { McpConnection } from '../mcp/hosts/mcp-connection.js';
import { mcpHosts } from '../mcp/hosts/mcp-hosts.js';
import { daemonAddress } from './ask-daemon.js';
import type { CommandContext } from './command-context.js';
import { loadOptionsFrom, type ConfigOptions } from './config-options.js';
import { exitCodes, type ExitCode } from './exit-codes.js';
import type { Terminal } from './terminal.js';
import { UsageError } from './usage-error.js';

export interface McpInstallOptions extends ConfigOptions {
  readonly transport?: 'stdio' | 'http';
  readonly url?: string;
  readonly absolute?: boolean;
  readonly json?: boolean;
}

/** `reg mcp install`: what to write where so that a host knows reg. Writes nothing itself. */
export async function mcpInstallCommand(
  name: string | undefined,
  options: McpInstallOptions,
  { terminal }: CommandContext,
): Promise<ExitCode> {
  const connections = [stdioConnection(options), httpConnection(options)].filter(
    ({ transport }) => options.transport === undefined || options.transport === transport,
  );
  const hosts = mcpHosts.filter((host) => name === undefined || host.name === name);
  const configurations = hosts.flatMap((host) =>
    connections.flatMap((connection) => configured(host, connection)),
  );
  if (configurations.length === 0)
    throw new UsageError(`${name ?? 'No host'} does not connect over ${options.transport ?? 'anything'}.`);
  terminal.out(
    options.json === true
      ? `${JSON.stringify(configurations, undefined, 2)}\n`
      : page(configurations, hosts, terminal),
  );
  return exitCodes.ok;
}

function configured(host: McpHost, connection: McpConnection): HostConfiguration[] {
  const configuration = host.configure(connection);
  if (configuration === undefined) return [];
  return [{ host: host.name, transport: connection.transport, ...configuration }];
}

/** Hosts start programs in folders of their own, so files are named by their whole path. */
function stdioConnection({ config, envFile, absolute }: McpInstallOptions): McpConnection {
  const [command = 'reg', ...first] =
    absolute === true ? process.argv.slice(0, 2).map((path) => resolve(path)) : [];
  return {
    transport: 'stdio',
    command,
    args: [
      ...first,
      'mcp',
      ...(config === undefined ? [] : ['--config', resolve(config)]),
      ...(envFile === undefined ? [] : ['--env-file', resolve(envFile)]),
    ],
  };
}

function httpConnection(options: McpInstallOptions): McpConnection {
  const config = loadConfig(loadOptionsFrom(options));
  return {
    transport: 'http',
    url: mcpUrl(options.url ?? daemonAddress(config).url),
    needsKey: config.server.apiKeys.length > 0,
  };
}

function mcpUrl(url: string): string {
  if (!/^https?:\/\//.test(url) || !URL.canParse(url))
    throw new UsageError(`--url ${JSON.stringify(url)} is no http or https URL.`);
  return `${url.replace(/\/+$/, '').replace(/\/(v1|mcp)$/, '')}/mcp`;
}

const howToStart: Readonly<Record<McpConnection['transport'], string>> = {
  stdio: 'the host starts reg itself',
  http: 'the host asks a daemon that runs: reg serve',
};

function page(
  configurations: readonly HostConfiguration[],
  hosts: readonly McpHost[],
  terminal: Terminal,
): string {
  const sections = configurations.map(({ host, transport, where, text, note }) => {
    const title = hosts.find(({ name }) => name === host)?.title ?? host;
    const place = where === 'shell' ? 'run' : `in ${where}`;
    return [
      `${terminal.style('bold', `${title}, ${transport}`)} (${howToStart[transport]}): ${place}`,
      '',
      ...text.split('\n').map((line) => `  ${line}`),
      ...(note === undefined ? [] : ['', terminal.style('dim', `  ${note}`)]),
      '',
    ].join('\n');
  });
  return `${sections.join('\n')}\n${advice}\n`;
}

const advice =
  'Hosts that are started from a desktop do not see the variables of your shell: give --config or --env-file with a file that holds the keys, and --absolute if they do not find reg.';
