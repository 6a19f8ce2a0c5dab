import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startKimiSimulator, type VendorSimulator } from '@reg/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { kimiKey } from './booted-daemon.js';
import { startCli, type ChildCli } from './child-cli.js';
import { keyInFile } from './key-in-file.js';

let cwd: string;
let kimi: VendorSimulator;
let daemon: ChildCli;
let url: string;
const agents: Agent[] = [];

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'reg-workers-'));
  kimi = await startKimiSimulator({ chunkDelayMs: 10, tokensPerChunk: 1 });
});
afterEach(async () => {
  apiKey = undefined;
  for (const agent of agents.splice(0)) agent.destroy();
  const pids = [...lines('worker listens').map(({ pid }) => Number(pid)), daemon.child.pid ?? 0];
  for (const pid of pids) if (isAlive(pid)) process.kill(pid, 'SIGKILL');
  await daemon.ended();
  await kimi.close();
  await rm(cwd, { recursive: true, force: true });
});

async function serve(workers: number, more: readonly string[] = []): Promise<void> {
  daemon = startCli(['serve', '--port', '0', '--workers', String(workers), ...more], {
    cwd,
    env: { KIMI_API_KEY: kimiKey, KIMI_API_URL: kimi.baseUrl, REG_STATE_DIR: join(cwd, 'state') },
  });
  const match = await daemon.errMatches(/listens on (http:\S+)/);
  url = match[1] ?? '';
}

function lines(message: string): Record<string, unknown>[] {
  return daemon
    .out()
    .split('\n')
    .filter((line) => line.includes(`"msg":"${message}"`))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** Once they are there: a line may be read a moment after what it tells of. */
async function linesOf(message: string, count: number): Promise<Record<string, unknown>[]> {
  await expect.poll(() => lines(message).length, { timeout: 15_000 }).toBe(count);
  return lines(message);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

interface Answer {
  readonly status: number;
  /** Of the header; empty without it. */
  readonly costUsd: string;
  readonly text: string;
}

/** What a client shows, where the daemon asks for it. */
let apiKey: string | undefined;

/** Asks over the one connection of an agent, and so always the same worker. */
function ask(agent: Agent, path: string, body?: object): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const method = body === undefined ? 'GET' : 'POST';
    const headers = {
      'content-type': 'application/json',
      ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
    };
    const asked = request(url + path, { agent, method, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.once('end', () => {
        const costUsd = String(response.headers['x-reg-cost-usd'] ?? '');
        resolve({ status: response.statusCode ?? 0, costUsd, text });
      });
      response.once('error', reject);
    });
    asked.once('error', reject);
    asked.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

/** A connection to each worker. */
async function agentOfEach(workers: number): Promise<readonly Agent[]> {
  const found = new Map<number, Agent>();
  for (let tries = 0; found.size < workers && tries < 50; tries += 1) {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    agents.push(agent);
    const { worker } = JSON.parse((await ask(agent, '/healthz')).text) as { readonly worker: number };
    if (!found.has(worker)) found.set(worker, agent);
  }
  return Array.from({ length: workers }, (_, index) => found.get(index + 1) as Agent);
}

const chat = (stream = false) => ({
  model: 'kimi-k2.6',
  stream,
  messages: [{ role: 'user', content: 'Write 200 words about lighthouses' }],
});

async function counted(agent: Agent): Promise<number> {
  const { text } = await ask(agent, '/metrics');
  const line = /^reg_requests_total\{route="\/v1\/chat\/completions",status="200"\} (\d+)$/m.exec(text);
  return Number(line?.[1] ?? 0);
}

const circuitOf = async (agent: Agent, name: string): Promise<string | undefined> => {
  const { data } = JSON.parse((await ask(agent, '/v1/registry/circuits')).text) as {
    readonly data: readonly { readonly name: string; readonly state: string }[];
  };
  return data.find((circuit) => circuit.name === name)?.state;
};

const isUsageFile = (name: string): boolean => name.startsWith('key-usage-');

interface Usage {
  readonly keys: Readonly<Record<string, { readonly dayUsd: number }>>;
}

describe('reg serve with several workers', () => {
  it('says once that it listens, shares the port, and counts for all', async () => {
    await serve(2);
    expect(daemon.err().match(/listens on/g)).toHaveLength(1);
    const [first, second] = await agentOfEach(2);
    if (first === undefined || second === undefined) throw new Error('a worker is missing');
    for (const agent of [first, first, first, second, second])
      await ask(agent, '/v1/chat/completions', chat());
    const requests = await linesOf('request', 5);
    expect(requests.filter(({ worker }) => worker === 1)).toHaveLength(3);
    expect(requests.filter(({ worker }) => worker === 2)).toHaveLength(2);
    expect(await counted(first)).toBe(5);
    expect(await counted(second)).toBe(5);
    const [file = ''] = (await readdir(join(cwd, 'state'))).filter((name) => name.startsWith('daemon-'));
    const snapshot = JSON.parse(await readFile(join(cwd, 'state', file), 'utf8')) as { readonly pid: number };
    expect(snapshot.pid).toBe(daemon.child.pid);
  });

  it('goes on when a worker is killed, starts another one, and forgets no count that was read', async () => {
    await serve(2);
    const [first, second] = await agentOfEach(2);
    if (first === undefined || second === undefined) throw new Error('a worker is missing');
    await ask(second, '/v1/chat/completions', chat());
    expect(await counted(first)).toBe(1);
    const goesOn = ask(first, '/v1/chat/completions', chat(true));
    const breaks = ask(second, '/v1/chat/completions', chat(true));
    await kimi.received(3);
    const victim = (await linesOf('worker listens', 2)).find(({ worker }) => worker === 2);
    process.kill(Number(victim?.['pid']), 'SIGKILL');
    await expect(breaks).rejects.toThrow();
    expect((await goesOn).text).toContain('data: [DONE]');
    await linesOf('worker listens', 3);
    expect(await linesOf('worker ended, another one is started', 1)).toMatchObject([
      { worker: 2, pid: victim?.['pid'], signal: 'SIGKILL' },
    ]);
    const [, again] = await agentOfEach(2);
    if (again === undefined) throw new Error('the worker did not come back');
    expect((await ask(again, '/v1/chat/completions', chat())).status).toBe(200);
    expect(await counted(again)).toBe(3);
  });

  it('opens everywhere the circuit that one worker opened, and closes it everywhere by hand', async () => {
    await serve(2);
    const [first, second] = await agentOfEach(2);
    if (first === undefined || second === undefined) throw new Error('a worker is missing');
    kimi.script({ kind: 'status', status: 500, body: {}, times: 'always' });
    while ((await circuitOf(first, 'kimi')) !== 'open') await ask(first, '/v1/chat/completions', chat());
    await expect.poll(() => circuitOf(second, 'kimi')).toBe('open');
    const { text } = await ask(second, '/metrics');
    expect(text).toContain('reg_circuit_state{scope="endpoint",name="kimi"} 2');
    expect(text).toContain('reg_circuit_changes_total{scope="endpoint",from="closed",to="open"} 1');
    await ask(second, '/v1/registry/circuits/reset', { scope: 'endpoint', name: 'kimi' });
    await expect.poll(() => circuitOf(first, 'kimi')).toBe('closed');
  });

  it('counts what a client’s key may do for all of them together', async () => {
    const limits = { requestsPerMinute: 4, budgetUsdPerDay: 100 };
    apiKey = await keyInFile(join(cwd, 'state'), { name: 'app', limits });
    await serve(2);
    const [first, second] = await agentOfEach(2);
    if (first === undefined || second === undefined) throw new Error('two are needed');
    const statuses: number[] = [];
    const costs: string[] = [];
    for (let round = 0; round < 4; round += 1)
      for (const agent of [first, second]) {
        const answer = await ask(agent, '/v1/chat/completions', { ...chat(), max_tokens: 20 });
        statuses.push(answer.status);
        costs.push(answer.costUsd);
        // Longer than it takes to tell the others.
        await new Promise((resolve) => setTimeout(resolve, 300));
      }
    expect(statuses).toEqual([200, 200, 200, 200, 429, 429, 429, 429]);
    const path = join(cwd, 'state', (await readdir(join(cwd, 'state'))).find(isUsageFile) ?? '');
    // One of them writes down what all have spent.
    const spentUsd = async () =>
      Object.values((JSON.parse(await readFile(path, 'utf8')) as Usage).keys)[0]?.dayUsd ?? 0;
    const eachUsd = Number(costs[0]);
    expect(eachUsd).toBeGreaterThan(0);
    await expect.poll(spentUsd, { timeout: 10_000 }).toBeCloseTo(4 * eachUsd, 9);
  });

  it('lets every stream finish after SIGTERM, and leaves no process and no state file', async () => {
    await serve(2);
    const pids = (await linesOf('worker listens', 2)).map(({ pid }) => Number(pid));
    const [first, second] = await agentOfEach(2);
    if (first === undefined || second === undefined) throw new Error('a worker is missing');
    const streams = [first, second].map((agent) => ask(agent, '/v1/chat/completions', chat(true)));
    await kimi.received(2);
    daemon.child.kill('SIGTERM');
    for (const { text } of await Promise.all(streams)) expect(text).toContain('data: [DONE]');
    expect(await daemon.ended()).toBe(0);
    expect(pids.filter(isAlive)).toEqual([]);
    expect((await readdir(join(cwd, 'state'))).filter((name) => name.startsWith('daemon-'))).toEqual([]);
  });

  it('ends its workers when it is killed itself', async () => {
    await serve(2);
    const pids = (await linesOf('worker listens', 2)).map(({ pid }) => Number(pid));
    daemon.child.kill('SIGKILL');
    await expect.poll(() => pids.filter(isAlive), { timeout: 10_000 }).toEqual([]);
  });

  it('says once what keeps it from listening', async () => {
    await serve(1);
    const taken = new URL(url).port;
    const other = startCli(['serve', '--port', taken, '--workers', '2'], { cwd });
    expect(await other.ended()).toBe(1);
    expect(other.err().match(/EADDRINUSE/g)).toHaveLength(1);
    expect(other.err()).toContain('Choose another --port.');
  });

  it('starts no more workers than there are places at a provider', async () => {
    const settings = 'providers:\n  kimi:\n    limits:\n      maxConcurrent: 1\n';
    await writeFile(join(cwd, 'reg.config.yaml'), settings);
    await serve(4);
    expect(daemon.err()).toContain('1 instead of more workers: a limit of 1');
    expect(await linesOf('listening', 1)).toHaveLength(1);
    expect(lines('worker listens')).toEqual([]);
  });
});

describe('reg serve with one worker', () => {
  it.runIf(process.platform === 'linux')('is the single process that it is without', async () => {
    await serve(1);
    const { pid = 0 } = daemon.child;
    expect(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim()).toBe('');
    const health = JSON.parse(await (await fetch(`${url}/healthz`)).text()) as object;
    expect(Object.keys(health).sort()).toEqual(['status', 'uptimeSeconds', 'version']);
    expect((await linesOf('listening', 1))[0]).not.toHaveProperty('worker');
  });
});
