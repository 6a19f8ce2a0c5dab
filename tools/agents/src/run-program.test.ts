import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runProgram } from './run-program.js';
import { writeBrokenProject } from './broken-project.js';
import { watchStrayTraffic } from './stray-traffic.js';

const { signal } = new AbortController();
const env = { PATH: process.env['PATH'] ?? '' };

it('a program that never ends is ended, with what it started, and has no exit code', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const connected = once(server, 'connection') as Promise<[Socket]>;
  const { port } = server.address() as AddressInfo;
  // The connection is the grandchild's; it lasts as long as the grandchild.
  const words = JSON.stringify(['-e', `require('node:net').connect(${port}, '127.0.0.1')`]);
  const code = `require('node:child_process').spawn(process.execPath, ${words}, { stdio: 'inherit' })`;
  const run = await runProgram(['-e', code], { cwd: tmpdir(), env, timeoutMs: 3_000, signal });
  expect(run.exitCode).toBeUndefined();
  const [socket] = await connected;
  socket.on('error', () => undefined).resume();
  if (!socket.destroyed) await once(socket, 'close');
  server.close();
});

it('a program is ended when nobody wants it any more', async () => {
  const options = { cwd: tmpdir(), env, timeoutMs: 60_000, signal: AbortSignal.abort() };
  expect((await runProgram(['-e', 'setInterval(() => {}, 9)'], options)).exitCode).toBeUndefined();
});

it('a program has its own exit code, and both of its outputs are kept', async () => {
  const code = "console.log('out'); console.error('err'); process.exitCode = 3";
  const run = await runProgram(['-e', code], { cwd: tmpdir(), env, timeoutMs: 10_000, signal });
  expect(run).toMatchObject({ exitCode: 3, stdout: 'out\n', stderr: 'err\n' });
});

it('what a program asks of the world is refused and noticed', async () => {
  const stray = await watchStrayTraffic();
  try {
    const code = "fetch('https://example.com/').catch((error) => console.log(String(error)))";
    const run = await runProgram(['--use-env-proxy', '-e', code], {
      cwd: tmpdir(),
      env: { ...env, ...stray.variables },
      timeoutMs: 10_000,
      signal,
    });
    expect(run.stdout).toContain('fetch failed');
    expect(stray.hosts).toEqual(['example.com:443']);
  } finally {
    await stray.close();
  }
});

it('the project to fix is a repository with one bug', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'reg-broken-project-'));
  try {
    const { file } = writeBrokenProject(folder, env);
    const code = `import(${JSON.stringify(file)}).then((m) => console.log(m.lineTotal(3, 4)))`;
    const run = await runProgram(['-e', code], { cwd: folder, env, timeoutMs: 10_000, signal });
    expect(run.stdout.trim()).toBe('7');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
