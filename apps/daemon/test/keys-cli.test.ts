import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { kimiKey } from './booted-daemon.js';
import { startCli } from './child-cli.js';

let cwd: string;

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'reg-keys-cli-'));
});
afterEach(async () => {
  await rm(cwd, { recursive: true, force: true });
});

async function reg(...words: string[]) {
  const cli = startCli(words, { cwd, env: { REG_PORT: '1', REG_STATE_DIR: cwd, KIMI_API_KEY: kimiKey } });
  const code = await cli.ended();
  return { code, out: cli.out(), err: cli.err() };
}

describe('reg keys', () => {
  it('makes a key that is shown once, lists it without its secret, and revokes it', async () => {
    const limits = ['--model', 'kimi-k2.6', '--budget-day', '2', '--rpm', '60', '--expires', '30d'];
    const created = await reg('keys', 'create', 'ci', ...limits);
    expect(created).toMatchObject({ code: 0 });
    const key = created.out.trim();
    expect(key).toMatch(/^reg-[0-9a-f]{12}-[\w-]{43}$/);
    expect(created.err).toContain('shown this once');
    const path = join(cwd, 'keys.json');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readFile(path, 'utf8')).not.toContain(key.slice(-43));

    const listed = await reg('keys');
    expect(listed.out).toMatch(/^NAME +ID +STATUS/);
    expect(listed.out).toMatch(
      /ci +[0-9a-f]{12} +active .*kimi-k2\.6, \$2(\.00)? a day, 60 requests a minute/,
    );
    const { keys } = JSON.parse((await reg('keys', 'list', '--json')).out) as { keys: object[] };
    expect(keys).toEqual([
      expect.objectContaining({
        ...{ name: 'ci', status: 'active', admin: false },
        limits: { allowedModels: ['kimi-k2.6'], budgetUsdPerDay: 2, requestsPerMinute: 60 },
      }),
    ]);
    expect(JSON.stringify(keys)).not.toContain('hash');

    expect(await reg('keys', 'revoke', 'ci')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^revoked ci \([0-9a-f]{12}\)\n$/) as string,
    });
    expect((await reg('keys', 'list')).out).toContain('No keys');
    expect((await reg('keys', 'list', '--all')).out).toContain('revoked');
    expect(await reg('keys', 'revoke', 'ci')).toMatchObject({ code: 1 });
  });

  it('refuses what cannot be, all of it at once, and makes nothing', async () => {
    const refused = await reg('keys', 'create', 'my key', '--budget-day', '0', '--model', ' ');
    expect(refused.code).not.toBe(0);
    for (const named of ['The name must be', '--budget-day must be', '--model must be'])
      expect(refused.err).toContain(named);
    const past = await reg('keys', 'create', 'late', '--expires', '2001-01-01');
    expect(past.err).toContain('no time to come');
    expect((await reg('keys', 'list')).out).toContain('No keys');
  });

  it('warns of a model that nobody serves and says what was meant', async () => {
    const made = await reg('keys', 'create', 'typo', '--model', 'kimi-k2.66');
    expect(made.code).toBe(0);
    expect(made.err).toMatch(/warning: no provider serves "kimi-k2\.66" now\. Did you mean .*kimi-k2\.6/);
  });
});
