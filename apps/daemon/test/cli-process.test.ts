import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startCli, type ChildCli } from './child-cli.js';

let cwd: string;
const started: ChildCli[] = [];

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'reg-cli-'));
});
afterEach(async () => {
  for (const { child, ended } of started.splice(0)) {
    child.kill('SIGKILL');
    await ended();
  }
  await rm(cwd, { recursive: true, force: true });
});

function cli(words: readonly string[], env: Readonly<Record<string, string>> = {}): ChildCli {
  const process = startCli(words, { cwd, env });
  started.push(process);
  return process;
}

async function serve(env: Readonly<Record<string, string>> = {}) {
  const daemon = cli(['serve', '--port', '0'], env);
  const [, url = ''] = await daemon.errMatches(/listens on (http:\S+)/);
  return { daemon, url };
}

const chat = (url: string, prompt: string, stream: boolean) =>
  fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'auto', messages: [{ role: 'user', content: prompt }], stream }),
  });

describe('reg serve', () => {
  it('simulates both vendors without keys, and says so everywhere', async () => {
    const { daemon, url } = await serve();
    await daemon.errMatches(/SANDBOX/);
    const answer = await chat(url, 'hello there', false);
    expect(answer.headers.get('x-reg-sandbox')).toBe('simulated');
    expect(JSON.stringify(await answer.json())).toContain('hello there');
    expect(await (await fetch(`${url}/readyz`)).json()).toMatchObject({ status: 'ready', sandbox: true });
    daemon.child.kill('SIGTERM');
    expect(await daemon.ended()).toBe(0);
    const lines = daemon.out().trim().split('\n');
    expect(lines.every((line) => line.startsWith('{'))).toBe(true);
    expect(daemon.out()).not.toContain('hello there');
  });

  it('lets a stream finish after SIGTERM, takes nothing new, exits with 0 and leaves no state file', async () => {
    const { daemon, url } = await serve();
    const answer = await chat(url, 'Write 120 words about lighthouses', true);
    daemon.child.kill('SIGTERM');
    await expect
      .poll(() =>
        fetch(`${url}/healthz`).then(
          (response) => response.status,
          () => 'refused',
        ),
      )
      .not.toBe(200);
    const text = await answer.text();
    expect(text).toContain('[DONE]');
    expect(await daemon.ended()).toBe(0);
    const files = await readdir(cwd, { recursive: true });
    expect(files.filter((file) => file.endsWith('.json'))).toEqual([]);
  });

  it('tells a stream that outlasts the drain time, and exits with 0', async () => {
    await writeFile(join(cwd, 'reg.config.yaml'), 'server:\n  drainTimeoutMs: 100\n');
    const { daemon, url } = await serve();
    const answer = await chat(url, 'Write 5000 words about mountains', true);
    daemon.child.kill('SIGTERM');
    const text = await answer.text();
    expect(text).toContain('server_shutting_down');
    expect(text).not.toContain('[DONE]');
    expect(await daemon.ended()).toBe(0);
  });

  it('goes on when the reader of its log goes away', async () => {
    const { daemon, url } = await serve();
    daemon.child.stdout?.destroy();
    for (let call = 0; call < 3; call += 1) {
      expect((await chat(url, 'Write 3 words', false)).status).toBe(200);
    }
    daemon.child.kill('SIGTERM');
    expect(await daemon.ended()).toBe(0);
  });

  it('exits at once at the second signal', async () => {
    const { daemon, url } = await serve();
    const answer = await chat(url, 'Write 5000 words about rivers', true);
    daemon.child.kill('SIGINT');
    await expect.poll(() => daemon.out()).toContain('draining');
    daemon.child.kill('SIGINT');
    expect(await daemon.ended()).toBe(1);
    await expect(answer.text()).rejects.toThrow();
  });

  it('refuses to listen for other machines without keys', async () => {
    const daemon = cli(['serve', '--port', '0', '--host', '0.0.0.0']);
    expect(await daemon.ended()).toBe(2);
    expect(daemon.err()).toContain('REG_API_KEYS');
    const { daemon: keyed, url } = await serve({ REG_HOST: '0.0.0.0', REG_API_KEYS: 'a-long-enough-key-1' });
    const port = new URL(url).port;
    expect((await fetch(`http://127.0.0.1:${port}/v1/models`)).status).toBe(401);
    keyed.child.kill('SIGTERM');
    expect(await keyed.ended()).toBe(0);
  });

  it('exits with 2 and every problem when the configuration is wrong', async () => {
    const daemon = cli(['serve'], { REG_PORT: 'high', RETRY_ATTEMPTS: 'often' });
    expect(await daemon.ended()).toBe(2);
    expect(daemon.err()).toContain('REG_PORT');
    expect(daemon.err()).toContain('RETRY_ATTEMPTS');
  });

  it('exits with 1 when its port is taken', async () => {
    const { url } = await serve();
    const second = cli(['serve', '--port', new URL(url).port]);
    expect(await second.ended()).toBe(1);
    expect(second.err()).toContain('EADDRINUSE');
  });

  it.each([
    ['192.0.2.1', 'EADDRNOTAVAIL'],
    ['no-such-host.invalid', /ENOTFOUND|EAI_AGAIN/],
  ])('exits with 1 and advice when it cannot listen on %s', async (host, code) => {
    const run = cli(['serve', '--port', '0', '--host', host], { REG_API_KEYS: 'a-long-enough-key-1' });
    expect(await run.ended()).toBe(1);
    expect(run.err()).toMatch(code);
    expect(run.err()).toContain('Choose another --host');
    expect(run.err()).not.toMatch(/^ {4}at /m);
  });

  it('tells each of many streams when the drain time is over, waits for no reader that stalls, and exits with 0', async () => {
    await writeFile(join(cwd, 'reg.config.yaml'), 'server:\n  drainTimeoutMs: 300\n');
    const { daemon, url } = await serve();
    const answers = await Promise.all(
      Array.from({ length: 40 }, () => chat(url, 'Write 5000 words about islands', true)),
    );
    const [unread, ...read] = answers;
    daemon.child.kill('SIGTERM');
    await expect.poll(() => daemon.out()).toContain('draining');
    await expect(chat(url, 'too late', false)).rejects.toThrow();
    const texts = await Promise.all(read.map((answer) => answer.text()));
    for (const text of texts) {
      expect(text).toMatch(/data: \{"error":\{[^\n]*"code":"server_shutting_down"\}\}\n\n$/);
      expect(text).not.toContain('[DONE]');
    }
    expect(await daemon.ended()).toBe(0);
    await unread?.body?.cancel().catch(() => undefined);
    const requests = daemon
      .out()
      .trim()
      .split('\n')
      .filter((line) => line.includes('"msg":"request"'));
    expect(requests).toHaveLength(40);
  });
});

describe('the other commands', () => {
  it('streams a chat to standard output and the account of it to standard error', async () => {
    const run = cli(['chat', '--free-only', 'Write', '20', 'words', 'about', 'rain']);
    expect(await run.ended()).toBe(0);
    expect(run.out().trim().split(/\s+/)).toHaveLength(20);
    expect(run.err()).toContain('sandbox');
    expect(run.err()).toMatch(/glm\/\S+ · \$0 · 1 attempt/);
  });

  it('prints JSON and nothing else on standard output with --json', async () => {
    for (const words of [
      ['chat', '--json', 'hi'],
      ['explain', '--json', 'hi'],
      ['models', '--json'],
      ['config', '--json'],
      ['config', '--schema'],
    ]) {
      const run = cli(words);
      expect([words, await run.ended(), run.err()]).toEqual([words, 0, '']);
      expect(JSON.parse(run.out())).toBeTypeOf('object');
    }
  });

  it('exits with 1 when a call fails, and names why', async () => {
    const run = cli(['chat', '--model', 'kimi-k2.66', 'hi']);
    expect(await run.ended()).toBe(1);
    expect(run.err()).toContain('kimi-k2.6');
    expect(run.out()).toBe('');
  });

  it('survives a reader that leaves', async () => {
    const run = cli(['models', '--all']);
    run.child.stdout?.destroy();
    expect(await run.ended()).toBe(0);
    expect(run.err()).not.toContain('EPIPE');
  });

  it('explains in a table', async () => {
    const run = cli(['explain', '--model', 'auto:fast_response', 'hi']);
    expect(await run.ended()).toBe(0);
    expect(run.out()).toMatch(/^#\s+TARGET/m);
    expect(run.out()).toContain('glm/');
  });
});
