import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { HostConfiguration } from '../src/mcp/hosts/host-configuration.js';
import { cliPath, startCli } from './child-cli.js';

const key = 'a-long-enough-key-1';
let cwd: string;

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'reg-install-'));
});
afterEach(async () => {
  await rm(cwd, { recursive: true, force: true });
});

async function install(words: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const run = startCli(['mcp', 'install', ...words], { cwd, env });
  expect([await run.ended(), run.err()]).toEqual([0, '']);
  return run.out();
}

describe('reg mcp install', () => {
  it('shows every host both ways, and no key', async () => {
    const page = await install([], { REG_API_KEYS: key, REG_PORT: '9111' });
    for (const title of ['Claude Code', 'Claude Desktop', 'Codex', 'OpenCode', 'Cursor', 'VS Code'])
      expect(page).toContain(`${title}, stdio`);
    expect(page).toContain('http://127.0.0.1:9111/mcp');
    expect(page).toContain('REG_API_KEY');
    expect(page).not.toContain(key);
  });

  it('gives one host as JSON, with whole paths', async () => {
    await writeFile(join(cwd, 'my.yaml'), 'server:\n  port: 9222\n');
    const json = await install(['cursor', '--config', 'my.yaml', '--absolute', '--json']);
    const [stdio, http] = JSON.parse(json) as HostConfiguration[];
    expect(stdio).toMatchObject({ host: 'cursor', transport: 'stdio', format: 'json' });
    expect(JSON.parse(stdio?.text ?? '')).toEqual({
      mcpServers: {
        reg: { command: process.execPath, args: [cliPath, 'mcp', '--config', join(cwd, 'my.yaml')] },
      },
    });
    expect(JSON.parse(http?.text ?? '')).toEqual({
      mcpServers: { reg: { url: 'http://127.0.0.1:9222/mcp' } },
    });
  });

  it('takes the address of another daemon, whatever its last part', async () => {
    for (const url of [
      'https://gw.example',
      'https://gw.example/',
      'https://gw.example/v1',
      'https://gw.example/mcp',
    ])
      expect(await install(['claude-code', '--transport', 'http', '--url', url])).toContain(
        'claude mcp add --transport http reg https://gw.example/mcp\n',
      );
  });
});
