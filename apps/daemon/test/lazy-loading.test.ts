import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startCli } from './child-cli.js';
import { loadedPackages, tellLoaded } from './loaded-packages.js';

let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'reg-lazy-'));
});

afterEach(() => {
  rmSync(home, { recursive: true });
});

/** Heavy enough that whoever loads one without need is noticed at every start. */
const heavy = [
  ...['@modelcontextprotocol/sdk', '@reg/core', '@reg/testkit', 'ajv', 'fastify', 'pino', 'prom-client'],
  ...['undici', 'yaml', 'zod'],
];

async function heavyIn(standardError: string): Promise<readonly string[]> {
  const { packages, fetch } = await loadedPackages(standardError);
  return [...heavy.filter((name) => packages.has(name)), ...(fetch ? ['fetch'] : [])];
}

describe('what is loaded', () => {
  it.each(['--help', 'serve --help', '--version', 'no-such-command'])(
    'is nothing heavy for reg %s',
    async (words) => {
      const cli = startCli(words.split(' '), { cwd: home, env: { NODE_OPTIONS: tellLoaded } });
      await cli.ended();
      expect(await heavyIn(cli.err())).toEqual([]);
      expect((await loadedPackages(cli.err())).packages).toContain('commander');
    },
  );

  it('is for reg serve, before its first request, what every request needs', async () => {
    const cli = startCli(['serve', '--port', '0'], {
      cwd: home,
      env: { NODE_OPTIONS: tellLoaded, KIMI_API_KEY: 'sk-0first0key0value0abcdefgh' },
    });
    await cli.errMatches(/listens on/);
    cli.child.kill('SIGTERM');
    expect(await cli.ended()).toBe(0);
    expect(await heavyIn(cli.err())).toEqual(['@reg/core', 'pino', 'prom-client', 'undici', 'yaml', 'zod']);
  });

  it('is for import of @reg/registry the code of reg alone', async () => {
    const { stderr } = importing("import '@reg/registry';");
    expect(await heavyIn(stderr)).toEqual(['@reg/core']);
  });

  it('is the schema of the settings too, once they are read', async () => {
    const { stderr } = importing("import { loadConfig } from '@reg/registry'; loadConfig({ env: {} });");
    expect(await heavyIn(stderr)).toEqual(['@reg/core', 'yaml', 'zod']);
  });
});

function importing(code: string): { readonly stderr: string } {
  const { status, stderr } = spawnSync(
    process.execPath,
    [tellLoaded, '--input-type=module', '--eval', code],
    {
      cwd: import.meta.dirname,
      encoding: 'utf8',
    },
  );
  expect(status, stderr).toBe(0);
  return { stderr };
}
