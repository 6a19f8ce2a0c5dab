import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { inSources } from './bundled-sources.js';
import { chunksOf } from './figures.js';
import { sharesOf, type CpuProfile } from './layers.js';
import { loadTarget } from './load.js';
import { starters, type TargetEnvironment } from './targets.js';

/** Where the processor time of one target goes. */
export interface ProfileRow {
  readonly target: string;
  /** Of a request, or of a chunk of a stream. */
  readonly of: 'request' | 'chunk';
  readonly connections: number;
  /** Measured by /proc, before the profiler was on. */
  readonly cpuUs: number;
  /** Microseconds by layer; they add up to `cpuUs`. */
  readonly layers: Readonly<Record<string, number>>;
}

export interface ProfilePlan {
  readonly warmUpSeconds: number;
  readonly seconds: number;
  onProgress(line: string): void;
}

/** Looks at the bare relay and at reg while each serves whole answers, and then streams. */
export async function measureProfiles(
  at: TargetEnvironment,
  plan: ProfilePlan,
): Promise<readonly ProfileRow[]> {
  const rows: ProfileRow[] = [];
  for (const name of ['bare', 'reg'] as const) {
    const inspectorPort = await freePort();
    const target = await starters[name]({ ...at, nodeOptions: `--inspect=127.0.0.1:${inspectorPort}` });
    if (target === undefined) continue;
    try {
      const inspector = await openInspector(inspectorPort);
      for (const unit of ['request', 'chunk'] as const) {
        plan.onProgress(`${name}, by ${unit}`);
        const connections = unit === 'request' ? 16 : 50;
        const load = { kind: unit === 'request' ? 'whole' : 'stream', connections } as const;
        await loadTarget(target, { ...load, seconds: plan.warmUpSeconds });
        const { cpuUsPerRequest } = await loadTarget(target, { ...load, seconds: plan.seconds });
        const profile = await inspector.profileDuring(() =>
          loadTarget(target, { ...load, seconds: plan.seconds }),
        );
        const cpuUs = unit === 'request' ? cpuUsPerRequest : cpuUsPerRequest / chunksOf;
        const shares = [...sharesOf(inSources(profile, readScript))].map(([layer, share]) => [
          layer,
          tenths(share * cpuUs),
        ]);
        rows.push({
          ...{ target: name, of: unit, connections, cpuUs: tenths(cpuUs) },
          layers: Object.fromEntries(shares) as Record<string, number>,
        });
      }
      inspector.close();
    } finally {
      await target.child.stop();
    }
  }
  return rows;
}

interface Inspector {
  profileDuring(work: () => Promise<unknown>): Promise<CpuProfile>;
  close(): void;
}

/** Speaks with the profiler of another process, so that neither its start nor its warm-up is in the profile. */
async function openInspector(port: number): Promise<Inspector> {
  const listed = (await (await fetch(`http://127.0.0.1:${port}/json/list`)).json()) as readonly {
    readonly webSocketDebuggerUrl: string;
  }[];
  const socket = new WebSocket(listed[0]?.webSocketDebuggerUrl ?? '');
  await once(socket, 'open');
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  socket.addEventListener('message', ({ data }) => {
    const { id, result } = JSON.parse(String(data)) as { readonly id?: number; readonly result?: unknown };
    if (id !== undefined) waiting.get(id)?.resolve(result);
  });
  socket.addEventListener('close', () => {
    for (const { reject } of waiting.values()) reject(new Error('the inspected process ended'));
  });
  const call = (method: string, params: object = {}): Promise<unknown> => {
    const id = waiting.size + 1;
    const answer = Promise.withResolvers<unknown>();
    waiting.set(id, answer);
    socket.send(JSON.stringify({ id, method, params }));
    return answer.promise;
  };
  await call('Profiler.enable');
  await call('Profiler.setSamplingInterval', { interval: 200 });
  return {
    async profileDuring(work) {
      await call('Profiler.start');
      await work();
      const { profile } = (await call('Profiler.stop')) as { readonly profile: CpuProfile };
      return profile;
    },
    close() {
      socket.close();
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}

function readScript(url: string): string {
  return readFileSync(fileURLToPath(url), 'utf8');
}
