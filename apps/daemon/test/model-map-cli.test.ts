import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { kimiKey } from './booted-daemon.js';
import { startCli } from './child-cli.js';

let cwd: string;

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'reg-model-map-'));
});
afterEach(async () => {
  await rm(cwd, { recursive: true, force: true });
});

async function reg(words: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const cli = startCli(words, { cwd, env: { REG_PORT: '1', KIMI_API_KEY: kimiKey, ...env } });
  const code = await cli.ended();
  return { code, out: cli.out(), err: cli.err() };
}

describe('reg explain', () => {
  it('says that a map applied, which row of it, and where that stands', async () => {
    const preset = await reg(['explain', '--model', 'claude-haiku-4-5', 'hi']);
    expect(preset.out).toMatch(
      /^claude-haiku-4-5 → auto:fast_response \(claude-\*haiku\*, preset claude-code\) · fast_response · /,
    );
    const own = await reg(['explain', '--model', 'gpt-4o', '--json', 'hi'], {
      REG_MODEL_MAP: 'gpt-*=kimi-k2.6',
    });
    expect(JSON.parse(own.out)).toMatchObject({
      requirement: {
        requestedModel: 'gpt-4o',
        modelMapping: { match: 'gpt-*', to: 'kimi-k2.6', origin: 'routing.modelMap' },
      },
    });
  });
});

describe('reg doctor', () => {
  it('names the rows of the map that lead nowhere, and is as healthy as without them', async () => {
    const env = { REG_MODEL_MAP: 'gpt-4o=kimi-k2.55, claude-*=auto, claude-*haiku*=auto:fast_response' };
    const { code, out } = await reg(['doctor'], env);
    expect(code).toBe(0);
    expect(out).toContain('Model map');
    expect(out).toMatch(/no {4}gpt-4o leads to kimi-k2\.55, which no provider serves: perhaps kimi-k2\.\d\./);
    expect(out).toMatch(/note {2}claude-\*haiku\* never leads to auto:fast_response/);
  });

  it('says nothing of a map that is good', async () => {
    expect((await reg(['doctor'], { REG_MODEL_MAP: 'gpt-4o=kimi-k2.6' })).out).not.toContain('Model map');
  });
});

describe('a map that cannot be used', () => {
  it('is reported whole, with the variable and what was expected', async () => {
    const { code, err } = await reg(['explain', 'hi'], {
      REG_MODEL_MAP: 'gpt-4o, o3=auto:',
      REG_MODEL_MAP_PRESETS: 'emacs',
    });
    expect(code).toBe(2);
    for (const part of [
      'REG_MODEL_MAP[0].to',
      'REG_MODEL_MAP[1].to',
      'REG_MODEL_MAP_PRESETS[0]',
      'claude-code',
    ])
      expect(err).toContain(part);
  });
});
