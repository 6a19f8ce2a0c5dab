import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DoctorReport } from '../src/cli/doctor-report.js';
import { glmKey, kimiKey } from './booted-daemon.js';
import { startCli, type ChildCli } from './child-cli.js';

let cwd: string;
const started: ChildCli[] = [];

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'reg-doctor-'));
});
afterEach(async () => {
  for (const { child, ended } of started.splice(0)) {
    child.kill('SIGKILL');
    await ended();
  }
  await rm(cwd, { recursive: true, force: true });
});

function cli(words: readonly string[], env: Readonly<Record<string, string>> = {}): ChildCli {
  const child = startCli(words, { cwd, env });
  started.push(child);
  return child;
}

async function examine(env: Readonly<Record<string, string>>) {
  const doctor = cli(['doctor', '--json'], env);
  const code = await doctor.ended();
  return { code, report: JSON.parse(doctor.out()) as DoctorReport, text: doctor.out() };
}

async function serveOnFreePort(env: Readonly<Record<string, string>> = {}) {
  const daemon = cli(['serve', '--port', '0', '--json'], env);
  const [line] = await daemon.errMatches(/^\{.*\}$/m);
  const { url, sandbox } = JSON.parse(line) as { url: string; sandbox: boolean };
  return { daemon, sandbox, port: new URL(url).port };
}

describe('reg doctor', () => {
  it('exits with 1 when nothing real is usable, and says what to set', async () => {
    const { code, report } = await examine({ REG_PORT: '1' });
    expect(code).toBe(1);
    expect(report).toMatchObject({ healthy: false, sandbox: true, daemon: { running: false } });
    expect(report.providers?.map(({ provider, usable }) => [provider, usable])).toEqual([
      ['kimi', false],
      ['glm', false],
    ]);
    expect(report.providers?.[0]?.suggestions.join()).toContain('KIMI_API_KEY');
  });

  it('exits with 0 when a provider has a key, which it never shows', async () => {
    const { code, report, text } = await examine({
      REG_PORT: '1',
      KIMI_API_KEY: kimiKey,
      GLM_API_KEY: 'changeme',
    });
    expect(code).toBe(0);
    expect(report).toMatchObject({ healthy: true, sandbox: false });
    expect(report.providers?.find(({ provider }) => provider === 'glm')?.keyIsPlaceholder).toBe(true);
    expect(text).not.toContain(kimiKey);
  });

  it('warns of a key that is shaped like another vendor’s', async () => {
    const { report } = await examine({ REG_PORT: '1', KIMI_API_KEY: glmKey });
    expect(report.configuration.warnings.join()).toMatch(/kimi/i);
  });

  it('exits with 2 and every problem when the configuration is wrong', async () => {
    await writeFile(join(cwd, 'reg.config.yaml'), 'server:\n  prt: 1\n');
    const doctor = cli(['doctor'], { RETRY_ATTEMPTS: 'often' });
    expect(await doctor.ended()).toBe(2);
    expect(doctor.out()).toContain('RETRY_ATTEMPTS');
    expect(doctor.out()).toContain('prt');
  });

  it('asks the running daemon, and does not take simulated vendors for real ones', async () => {
    const { port, sandbox } = await serveOnFreePort();
    expect(sandbox).toBe(true);
    const { code, report } = await examine({ REG_PORT: port });
    expect(code).toBe(1);
    expect(report.daemon).toMatchObject({ running: true, sandbox: true, notes: [] });
    expect(report.daemon?.providers.every(({ usable, source }) => usable && source === 'daemon')).toBe(true);
  });

  it('brings the daemon’s key along', async () => {
    const env = { REG_API_KEYS: 'one-of-the-keys-0001' };
    const { port } = await serveOnFreePort({ ...env, KIMI_API_KEY: kimiKey });
    const { code, report } = await examine({ ...env, REG_PORT: port });
    expect(code).toBe(0);
    expect(report.daemon).toMatchObject({ running: true, sandbox: false });
  });

  it('does not believe the file of a daemon that is gone', async () => {
    const { daemon, port } = await serveOnFreePort({ KIMI_API_KEY: kimiKey });
    daemon.child.kill('SIGKILL');
    await daemon.ended();
    const { report } = await examine({ REG_PORT: port });
    expect(report.daemon?.running).toBe(false);
    expect(report.daemon?.notes.join('\n')).toMatch(/which is gone/);
  });
});
