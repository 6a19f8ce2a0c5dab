import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startChild } from './child.js';
import {
  nodeEnvironment,
  targetCpu,
  untilItAnswers,
  type Target,
  type TargetEnvironment,
} from './targets.js';

const root = join(import.meta.dirname, '../../..');

/**
 * The versions with which its release streams: newer ones of hono, which its ranges allow, answer every stream with an
 * error. Its own patch of async-retry is not in its package, so it is made here.
 */
const manifest = {
  private: true,
  type: 'module',
  dependencies: {
    '@portkey-ai/gateway': '1.15.2',
    hono: '4.9.7',
    '@hono/node-server': '1.13.5',
    '@hono/node-ws': '1.2.0',
  },
  overrides: { hono: '4.9.7', '@hono/node-server': '1.13.5' },
};

/** Installed beside the workspace on first use, because it wants other versions of what is in it. */
function installed(): string | undefined {
  const folder = join(root, 'node_modules/.cache/reg-bench/portkey-1.15.2');
  const entry = join(folder, 'node_modules/@portkey-ai/gateway/build/start-server.js');
  if (existsSync(entry)) return entry;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  const flags = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-workspaces'];
  const made = spawnSync('npm', flags, { cwd: folder, stdio: 'ignore' });
  if (made.status !== 0 || !existsSync(entry)) return undefined;
  const patched = join(folder, 'node_modules/async-retry/lib/index.js');
  const source = readFileSync(patched, 'utf8');
  writeFileSync(patched, source.replace('val = fn(bail, num);', 'val = fn(bail, num, op);'));
  return entry;
}

export async function startPortkey({
  upstreamUrl,
  nodeOptions,
}: TargetEnvironment): Promise<Target | undefined> {
  const entry = installed();
  if (entry === undefined) return undefined;
  const port = 30_000 + (process.pid % 10_000);
  const child = startChild(process.execPath, [entry, `--port=${port}`, '--headless'], {
    cpu: targetCpu,
    env: nodeEnvironment(nodeOptions),
  });
  child.process.stdout?.resume();
  const url = `http://127.0.0.1:${port}`;
  await untilItAnswers(url);
  const headers = {
    'x-portkey-provider': 'openai',
    'x-portkey-custom-host': `${upstreamUrl}/v1`,
    authorization: 'Bearer sk-upstream',
  };
  return { name: 'portkey', url, child, headers };
}
