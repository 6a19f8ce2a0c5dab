import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bootDaemon, type BootedDaemon } from './booted-daemon.js';
import { startCli, type ChildCli } from './child-cli.js';

const key = 'a-long-enough-key-1';
let cwd: string;
let booted: BootedDaemon | undefined;
const started: ChildCli[] = [];

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'reg-agents-'));
  await mkdir(join(cwd, 'bin'));
});
afterEach(async () => {
  for (const { child, ended } of started.splice(0)) {
    child.kill('SIGKILL');
    await ended();
  }
  await booted?.[Symbol.asyncDispose]();
  booted = undefined;
  await rm(cwd, { recursive: true, force: true });
});

/** A program of this name on PATH: a Node script in the role of an agent. */
async function putAgent(name: string, lines: readonly string[]): Promise<void> {
  const path = join(cwd, 'bin', name);
  await writeFile(path, [`#!${process.execPath}`, ...lines].join('\n'));
  await chmod(path, 0o755);
}

const tellAll = [
  'const { env, argv } = process;',
  'console.log(JSON.stringify({ env, argv: argv.slice(2), tty: process.stdin.isTTY === true }));',
];

function cli(words: readonly string[], env: Readonly<Record<string, string>> = {}): ChildCli {
  const run = startCli(words, { cwd, env: { PATH: `${join(cwd, 'bin')}${delimiter}/usr/bin:/bin`, ...env } });
  started.push(run);
  return run;
}

interface Told {
  readonly env: Record<string, string>;
  readonly argv: string[];
}

describe('reg run', () => {
  it('starts the agent with its variables and words, and the key of the daemon', async () => {
    booted = await bootDaemon({ env: { REG_API_KEYS: key } });
    await putAgent('claude', tellAll);
    const run = cli(
      [
        'run',
        'claude-code',
        '--url',
        booted.url,
        '--model',
        'kimi-k2.6',
        '--',
        '-p',
        'say "hi"',
        '--model',
        'x',
      ],
      { REG_API_KEYS: `${key},another-long-key-2`, ANTHROPIC_API_KEY: 'mine', KEPT: 'yes' },
    );
    expect([await run.ended(), run.err()]).toEqual([0, '']);
    const { env, argv } = JSON.parse(run.out()) as Told;
    expect(argv).toEqual(['-p', 'say "hi"', '--model', 'x']);
    expect(env).toMatchObject({
      ANTHROPIC_BASE_URL: booted.url,
      ANTHROPIC_AUTH_TOKEN: key,
      ANTHROPIC_MODEL: 'kimi-k2.6',
      ANTHROPIC_DEFAULT_HAIKU_MODEL: 'auto:fast_response',
      KEPT: 'yes',
    });
    expect(env).not.toHaveProperty('ANTHROPIC_API_KEY');
  });

  it('gives a program what it needs to get an answer', async () => {
    booted = await bootDaemon({ env: { REG_API_KEYS: key } });
    await putAgent('my-app', [
      'fetch(`${process.env.OPENAI_BASE_URL}/chat/completions`, {',
      "  method: 'POST',",
      '  headers: { authorization: `Bearer ${process.env.OPENAI_API_KEY}`, "content-type": "application/json" },',
      '  body: JSON.stringify({ model: process.argv[2], messages: [{ role: "user", content: "hello there" }] }),',
      '}).then(async (answer) => console.log(answer.status, await answer.text()));',
    ]);
    const run = cli(['run', 'openai', '--url', `${booted.url}/v1/`, '--', 'my-app', 'kimi-k2.6'], {
      REG_API_KEYS: key,
    });
    expect([await run.ended(), run.err()]).toEqual([0, '']);
    expect(run.out()).toMatch(/^200 .*hello there/);
  });

  it('puts the options of Codex before its words', async () => {
    booted = await bootDaemon();
    await putAgent('codex', tellAll);
    const run = cli(['run', 'codex', '--url', booted.url, '--', 'exec', 'hi']);
    expect(await run.ended()).toBe(0);
    const { env, argv } = JSON.parse(run.out()) as Told;
    expect(argv.slice(0, 2)).toEqual(['-c', 'model_provider="reg"']);
    expect(argv.slice(-2)).toEqual(['exec', 'hi']);
    expect(argv).toContain(`model_providers.reg.base_url="${booted.url}/v1"`);
    expect(env['REG_API_KEY']).toBe('no-key-needed');
  });

  it('hands on the exit code, and the signal that ended the agent', async () => {
    booted = await bootDaemon();
    await putAgent('claude', ['process.exit(42);']);
    expect(await cli(['run', 'claude-code', '--url', booted.url]).ended()).toBe(42);
    await putAgent('claude', ["process.kill(process.pid, 'SIGKILL');", 'setInterval(() => {}, 1000);']);
    expect(await cli(['run', 'claude-code', '--url', booted.url]).ended()).toBe(137);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('lets the agent decide what %s means', async (signal) => {
    booted = await bootDaemon();
    await putAgent('claude', [
      `process.on('${signal}', () => { console.error('got it'); setTimeout(() => process.exit(7), 50); });`,
      "console.error('ready');",
      'setInterval(() => {}, 1000);',
    ]);
    const run = cli(['run', 'claude-code', '--url', booted.url]);
    await run.errMatches(/ready/);
    run.child.kill(signal);
    expect(await run.ended()).toBe(7);
    expect(run.err().match(/got it/g)).toHaveLength(1);
  });

  it('says how to install an agent that is not there, and when one cannot be started', async () => {
    booted = await bootDaemon();
    const missing = cli(['run', 'opencode', '--url', booted.url]);
    expect(await missing.ended()).toBe(127);
    expect(missing.err()).toContain('opencode is not installed, or not on PATH.');
    expect(missing.err()).toContain('npm install --global opencode-ai');
    await writeFile(join(cwd, 'bin', 'aider'), 'not a program');
    const locked = cli(['run', 'aider', '--url', booted.url]);
    expect(await locked.ended()).toBe(126);
    expect(locked.err()).toContain('EACCES');
  });

  it('starts nothing without a daemon', async () => {
    await putAgent('claude', [`require('node:fs').writeFileSync('started', '');`]);
    const run = cli(['run', 'claude-code'], { REG_PORT: '1' });
    expect(await run.ended()).toBe(1);
    expect(run.err()).toBe('error: no daemon answers at http://127.0.0.1:1. Start it with: reg serve\n');
    await expect(readFile(join(cwd, 'started'))).rejects.toThrow();
  });
});

describe('reg env', () => {
  const env = { REG_API_KEYS: key, REG_PORT: '9111' };

  it('prints exports with a placeholder, and the key only when told to', async () => {
    const run = cli(['env', 'claude-code'], env);
    expect([await run.ended(), run.err()]).toEqual([0, '']);
    expect(run.out()).toContain("export ANTHROPIC_BASE_URL='http://127.0.0.1:9111'\n");
    expect(run.out()).toContain("export ANTHROPIC_AUTH_TOKEN='<one of REG_API_KEYS>'\n");
    expect(run.out()).toContain('unset ANTHROPIC_API_KEY\n');
    expect(run.out()).not.toContain(key);
    const shown = cli(['env', 'claude-code', '--show-key', '--shell', 'fish'], env);
    expect(await shown.ended()).toBe(0);
    expect(shown.out()).toContain(`set -gx ANTHROPIC_AUTH_TOKEN '${key}'\n`);
  });

  it('shows as a comment what Codex must be started with', async () => {
    const run = cli(['env', 'codex'], env);
    expect(await run.ended()).toBe(0);
    expect(run.out()).toMatch(
      /^# then start it with: codex -c 'model_provider="reg"' -c .*wire_api="responses"'$/m,
    );
  });

  it.each(['claude-code', 'codex', 'opencode', 'aider', 'openai'])(
    'gives %s as JSON, without the key',
    async (agent) => {
      const run = cli(['env', agent, '--json'], env);
      expect([await run.ended(), run.err()]).toEqual([0, '']);
      expect(JSON.parse(run.out())).toMatchObject({ agent, url: 'http://127.0.0.1:9111', set: {} });
      expect(run.out()).not.toContain(key);
    },
  );

  it('asks for the address when the configuration has none', async () => {
    const run = cli(['env', 'aider'], { REG_PORT: '0' });
    expect(await run.ended()).toBe(2);
    expect(run.err()).toContain('--url');
  });
});
