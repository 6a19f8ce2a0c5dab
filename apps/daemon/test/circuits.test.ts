import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kimiErrors, startGlmSimulator, startKimiSimulator, type VendorSimulator } from '@reg/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { circuitsCommand } from '../src/cli/circuits-command.js';
import { compose } from '../src/main/compose.js';
import { bootDaemon, glmKey, isolatedConfig, kimiKey } from './booted-daemon.js';
import { capturedTerminal } from './captured-terminal.js';

const ask = (url: string, model = 'kimi-k2.6') =>
  fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model, messages: [{ role: 'user', content: 'hi' }] }),
  });
const post = (url: string, action: string, body: unknown) =>
  fetch(`${url}/v1/registry/circuits/${action}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

interface CircuitList {
  readonly data: readonly { readonly scope: string; readonly name: string; readonly state: string }[];
}
const stateOf = (list: unknown, name: string): string | undefined =>
  (list as CircuitList).data.find((row) => row.name === name)?.state;

describe('circuits by hand', () => {
  it('are taken out of use and back, seen in the list, the snapshot and the metrics', async () => {
    await using booted = await bootDaemon();
    const { url } = booted;
    const isolated = await post(url, 'isolate', { scope: 'model', name: 'kimi/kimi-k2.6' });
    expect(stateOf(await isolated.json(), 'kimi/kimi-k2.6')).toBe('isolated');
    expect((await ask(url)).status).toBe(503);
    expect(booted.kimi.requests).toHaveLength(0);
    const metrics = await (await fetch(`${url}/metrics`)).text();
    expect(metrics).toContain('reg_circuit_state{scope="model",name="kimi/kimi-k2.6"} 3');
    expect(metrics).toContain('reg_circuit_changes_total{scope="model",from="closed",to="isolated"} 1');
    const reset = await post(url, 'reset', { scope: 'model', name: 'kimi/kimi-k2.6' });
    expect(stateOf(await reset.json(), 'kimi/kimi-k2.6')).toBe('closed');
    expect((await ask(url)).status).toBe(200);
  });

  it.each([
    [{}, 400, 'scope'],
    [{ scope: 'planet', name: 'kimi' }, 400, 'scope'],
    [{ scope: 'model' }, 400, 'name'],
    [{ scope: 'model', name: 'kimi/none' }, 400, 'name'],
    [{ scope: 'endpoint', name: 'kim' }, 404, null],
  ])('refuse %j with %i', async (body, status, param) => {
    await using booted = await bootDaemon();
    const answer = await post(booted.url, 'isolate', body);
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ error: { param } });
    expect(booted.daemon.registry.listCircuits()).toEqual([]);
  });

  it('ask for a key where the daemon does', async () => {
    await using booted = await bootDaemon({
      overrides: { server: { apiKeys: ['the-key-of-the-daemon-0123'] } },
    });
    expect((await post(booted.url, 'reset', { scope: 'endpoint', name: 'kimi' })).status).toBe(401);
    expect((await fetch(`${booted.url}/v1/registry/circuits`)).status).toBe(401);
  });

  it('are shown and changed by the command line, which says so when no daemon answers', async () => {
    await using booted = await bootDaemon();
    const port = Number(new URL(booted.url).port);
    const configFile = join(booted.stateDir, 'reg.config.json');
    await writeFile(configFile, JSON.stringify({ server: { port } }));
    const options = { config: configFile };
    const isolate = capturedTerminal();
    const change = { action: 'isolate', scope: 'endpoint', name: 'glm' } as const;
    expect(await circuitsCommand(change, options, isolate)).toBe(0);
    expect(isolate.out()).toMatch(/endpoint\s+glm\s+isolated/);
    const json = capturedTerminal();
    expect(await circuitsCommand(undefined, { ...options, json: true }, json)).toBe(0);
    expect(stateOf(JSON.parse(json.out()), 'glm')).toBe('isolated');
    const wrong = capturedTerminal();
    expect(await circuitsCommand({ ...change, name: 'gml' }, options, wrong)).toBe(1);
    expect(wrong.err()).toContain('gml');
    await booted.daemon.close();
    const nobody = capturedTerminal();
    expect(await circuitsCommand(undefined, options, nobody)).toBe(1);
    expect(nobody.err()).toContain('reg serve');
  });
});

describe('circuits over a restart', () => {
  let kimi: VendorSimulator;
  let glm: VendorSimulator;
  let stateDir: string;

  beforeEach(async () => {
    [kimi, glm] = await Promise.all([startKimiSimulator(), startGlmSimulator()]);
    stateDir = await mkdtemp(join(tmpdir(), 'reg-circuits-'));
  });

  afterEach(async () => {
    await Promise.all([kimi.close(), glm.close()]);
    await rm(stateDir, { recursive: true, force: true });
  });

  /** Runs one daemon on the folder for as long as `use` takes. */
  async function during(use: (url: string, lines: string[]) => Promise<void>, key = kimiKey): Promise<void> {
    const lines: string[] = [];
    const config = isolatedConfig(stateDir, {
      env: { KIMI_API_KEY: key, GLM_API_KEY: glmKey, KIMI_API_URL: kimi.baseUrl, GLM_API_URL: glm.baseUrl },
    });
    const daemon = await compose({ config, writeLog: (line) => lines.push(line) });
    try {
      await use(await daemon.listen(), lines);
    } finally {
      await daemon.close();
    }
  }

  const file = () => join(stateDir, 'circuits-0.json');

  it('keep a dead key out of use, but not the one that replaced it', async () => {
    kimi.script({ kind: 'error', error: kimiErrors.incorrectApiKey, times: 'always' });
    await during(async (url) => {
      expect((await ask(url)).status).toBe(502);
    });
    expect(kimi.requests).toHaveLength(1);
    await kimi.clearFaults();
    await during(async (url) => {
      // Nobody else may answer for a model that was named, so the key is probed rather than the request refused.
      const { data } = (await (await fetch(`${url}/v1/registry/circuits`)).json()) as CircuitList;
      expect(data).toMatchObject([{ scope: 'credential', name: 'kimi#1', state: 'open' }]);
      expect((await ask(url, 'auto')).headers.get('x-reg-provider')).toBe('glm');
    });
    expect(kimi.requests).toHaveLength(1);
    await during(async (url) => {
      expect(await (await fetch(`${url}/v1/registry/circuits`)).json()).toMatchObject({ data: [] });
      expect((await ask(url)).status).toBe(200);
    }, 'sk-kimi0000another0key000value0000fedcba');
  });

  it('are in a file that only its owner reads, without a key in it', async () => {
    await during(async (url) => {
      await post(url, 'isolate', { scope: 'credential', name: 'kimi#1' });
    });
    expect((await stat(file())).mode & 0o777).toBe(0o600);
    const text = await readFile(file(), 'utf8');
    expect(text).toContain('kimi#1');
    expect(text).not.toContain(kimiKey);
  });

  it('start closed when the file is broken, with one line in the log', async () => {
    await writeFile(file(), '{"version": 1, "circ');
    await during(async (url, lines) => {
      expect((await ask(url)).status).toBe(200);
      expect(lines.filter((line) => line.includes('saved circuits not read'))).toHaveLength(1);
    });
    expect(JSON.parse(await readFile(file(), 'utf8'))).toMatchObject({ version: 1, circuits: [] });
  });
});
