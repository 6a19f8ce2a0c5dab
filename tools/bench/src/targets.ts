import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { firstMatch, startChild, type Child } from './child.js';
import { anthropicMessages, chatCompletions, openaiResponses, type BenchDialect } from './bodies.js';
import { startPortkey } from './portkey.js';

/** Something between a client and the upstream, or the upstream itself. */
export interface Target {
  readonly name: string;
  readonly url: string;
  readonly child: Child;
  readonly headers?: Readonly<Record<string, string>>;
  /** @default chatCompletions */
  readonly dialect?: BenchDialect;
}

export type TargetName =
  'direct' | 'nginx' | 'bare' | 'fastify' | 'hono' | 'portkey' | 'reg' | 'reg-anthropic' | 'reg-responses';

export interface TargetEnvironment {
  readonly upstream: Child;
  readonly upstreamUrl: string;
  /** The file of reg's command line. */
  readonly daemon: string;
  /** A folder that the run may fill. */
  readonly folder: string;
  /** What Node is told beside, for targets that run on it. */
  readonly nodeOptions?: string;
  /** When reg refuses calls. Absent: not before 1,000 are in flight, for the load keeps many in flight on purpose. */
  readonly overload?: object;
  /** Whether reg finds what Node compiled of it at an earlier start. @default true */
  readonly compileCache?: boolean;
  /** How many processes reg serves with. @default 1 */
  readonly workers?: number;
  /** The processors that reg may use. @default that of every target */
  readonly cpus?: string;
}

/** The processor of what is measured; load and upstream have the other. */
export const targetCpu = 0;
export const loadCpu = 1;

const here = join(import.meta.dirname, 'targets');

/** Starts a target; `undefined` where this machine does not have it. */
export const starters: Readonly<Record<TargetName, (at: TargetEnvironment) => Promise<Target | undefined>>> =
  {
    direct: ({ upstream, upstreamUrl }) =>
      Promise.resolve({ name: 'direct', url: upstreamUrl, child: upstream }),
    nginx: startNginx,
    bare: (at) => startRelay('bare', 'bare-relay.mjs', at),
    fastify: (at) => startRelay('fastify', 'fastify-relay.mjs', at),
    hono: (at) => startRelay('hono', 'hono-fetch-relay.mjs', at),
    portkey: startPortkey,
    reg: (at) => startReg('reg', chatCompletions, at),
    'reg-anthropic': (at) => startReg('reg-anthropic', anthropicMessages, at),
    'reg-responses': (at) => startReg('reg-responses', openaiResponses, at),
  };

export async function startUpstream(
  env: Readonly<Record<string, string>> = {},
): Promise<{ readonly child: Child; readonly url: string }> {
  const child = startChild(process.execPath, [join(here, 'upstream.mjs')], { cpu: loadCpu, env });
  return { child, url: `http://127.0.0.1:${await firstMatch(child, 'stdout', /(\d+)\n/)}` };
}

async function startRelay(
  name: TargetName,
  file: string,
  { upstreamUrl, nodeOptions }: TargetEnvironment,
): Promise<Target> {
  const child = startChild(process.execPath, [join(here, file), upstreamUrl], {
    cpu: targetCpu,
    env: nodeEnvironment(nodeOptions),
  });
  return { name, child, url: `http://127.0.0.1:${await firstMatch(child, 'stdout', /(\d+)\n/)}` };
}

/** reg as it ships: circuits, deadlines, held streams, metrics, a log line for each request, decision headers. */
async function startReg(name: TargetName, dialect: BenchDialect, at: TargetEnvironment): Promise<Target> {
  const { upstreamUrl, daemon, folder, nodeOptions, overload = { minConcurrent: 1000 } } = at;
  const { workers = 1, compileCache = true } = at;
  const home = join(folder, name);
  mkdirSync(home, { recursive: true });
  const config = join(home, 'reg.config.json');
  const provider = {
    baseUrl: `${upstreamUrl}/v1`,
    apiKeys: ['sk-bench0first0key0value0abcdef'],
    // Above all that any load has in flight: what is measured is what the daemon itself can bear.
    limits: { maxConcurrent: 10_000 },
  };
  const server = { port: 0, sandbox: 'off', overload, workers };
  writeFileSync(config, JSON.stringify({ stateDir: home, server, providers: { kimi: provider } }));
  const child = startChild(process.execPath, [daemon, 'serve', '--json', '--config', config], {
    cpu: at.cpus ?? targetCpu,
    cwd: home,
    env: {
      HOME: home,
      ...nodeEnvironment(nodeOptions),
      ...(compileCache ? {} : { NODE_DISABLE_COMPILE_CACHE: '1' }),
    },
    stdout: 'ignore',
  });
  return { name, dialect, child, url: await firstMatch(child, 'stderr', /"url":"([^"]+)"/) };
}

async function startNginx({ upstreamUrl, folder }: TargetEnvironment): Promise<Target | undefined> {
  if (spawnSync('nginx', ['-v'], { stdio: 'ignore' }).status !== 0) return undefined;
  const home = mkdtempSync(join(folder, 'nginx-'));
  const port = 20_000 + Math.floor(process.pid % 10_000);
  const file = join(home, 'nginx.conf');
  writeFileSync(
    file,
    `worker_processes 1;
daemon off;
pid ${home}/pid;
error_log stderr warn;
events { worker_connections 4096; }
http {
  access_log off;
  client_body_buffer_size 1m; client_body_temp_path ${home}; proxy_temp_path ${home}; fastcgi_temp_path ${home};
  uwsgi_temp_path ${home}; scgi_temp_path ${home};
  keepalive_requests 1000000000;
  upstream vendor { server ${new URL(upstreamUrl).host}; keepalive 256; keepalive_requests 1000000000; }
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://vendor; proxy_http_version 1.1; proxy_set_header Connection "";
      proxy_set_header Authorization "Bearer sk-upstream"; proxy_buffering off;
    }
  }
}
`,
  );
  const child = startChild('nginx', ['-p', home, '-c', file, '-e', 'stderr'], { cpu: targetCpu });
  const url = `http://127.0.0.1:${port}`;
  await untilItAnswers(url);
  return { name: 'nginx', url, child };
}

export async function untilItAnswers(url: string): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    try {
      await (await fetch(`${url}/v1/chat/completions`, { method: 'POST', body: '{}' })).text();
      return;
    } catch (error) {
      if (tries > 6000) throw error;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
}

export function benchFolder(): string {
  return mkdtempSync(join(tmpdir(), 'reg-bench-'));
}

export function nodeEnvironment(nodeOptions: string | undefined): Readonly<Record<string, string>> {
  return nodeOptions === undefined ? {} : { NODE_OPTIONS: nodeOptions };
}
