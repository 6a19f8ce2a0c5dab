import { isProcessAlive, readSnapshotFile } from '@reg/selection';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { snapshotPath } from '../src/main/snapshot-path.js';
import { bootDaemon, glmKey, kimiKey, type BootedDaemon } from './booted-daemon.js';

let booted: BootedDaemon;
beforeAll(async () => {
  booted = await bootDaemon();
});
afterAll(async () => {
  await booted[Symbol.asyncDispose]();
});

const get = (path: string) => fetch(`${booted.url}${path}`);

describe('a daemon in operation', () => {
  it('says that it lives and takes requests', async () => {
    expect(await (await get('/healthz')).json()).toMatchObject({ status: 'ok' });
    const ready = await get('/readyz');
    expect(ready.status).toBe(200);
    expect(await ready.json()).toMatchObject({
      status: 'ready',
      sandbox: false,
      usableProviders: ['kimi', 'glm'],
    });
  });

  it('counts what it does, and logs one line for it without the prompt', async () => {
    const before = booted.logLines.length;
    await booted.client().chat.completions.create({
      model: 'kimi-k2.6',
      messages: [{ role: 'user', content: 'a very private question' }],
    });
    await expect.poll(() => booted.logLines.length).toBe(before + 1);
    expect(booted.logLines.at(-1)).toMatchObject({
      msg: 'request',
      path: '/v1/chat/completions',
      status: 200,
      provider: 'kimi',
      model: 'kimi-k2.6',
      attempts: 1,
    });
    expect(JSON.stringify(booted.logLines)).not.toContain('private question');
    const text = await (await get('/metrics')).text();
    expect(text).toContain('reg_attempts_total{provider="kimi",model="kimi-k2.6",outcome="success"}');
    expect(text).toContain('reg_requests_total{route="/v1/chat/completions",status="200"}');
    expect(text).toContain('process_cpu_seconds_total');
  });

  it('keeps a fresh snapshot file while it runs', async () => {
    const path = snapshotPath(booted.stateDir, Number(new URL(booted.url).port));
    const reading = await readSnapshotFile(path, { nowMs: Date.now(), isAlive: isProcessAlive });
    expect(reading).toMatchObject({
      status: 'fresh',
      snapshot: {
        pid: process.pid,
        url: booted.url,
        diagnostics: [{ provider: 'kimi' }, { provider: 'glm' }],
      },
    });
  });

  it('lists the models that cannot be called, with the reasons, only when asked', async () => {
    const list = async (path: string) =>
      (
        (await (await get(path)).json()) as {
          data: { id: string; reg: { available?: boolean; reasons?: object[] } }[];
        }
      ).data;
    const usable = await list('/v1/models');
    expect(usable.some((row) => row.reg.available === false)).toBe(false);
    const retired = (await list('/v1/models?all=true')).find((row) => row.id === 'kimi-latest');
    expect(retired?.reg).toMatchObject({ available: false, reasons: [{ code: 'model_retired' }] });
    const answer = await get('/v1/models/kimi-latest');
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ error: { code: 'model_retired' } });
  });

  it('shows candidates, circuits and telemetry, and never a key', async () => {
    booted.kimi.script({ kind: 'status', status: 500, body: {}, times: 'always' });
    for (let call = 0; call < 3; call += 1) {
      await expect(
        booted.client().chat.completions.create({
          model: 'kimi-k2.6',
          messages: [{ role: 'user', content: 'hi' }],
        }),
      ).rejects.toThrow();
    }
    await booted.kimi.clearFaults();
    const snapshot = await (await get('/v1/registry/snapshot')).text();
    expect(JSON.parse(snapshot)).toMatchObject({
      object: 'registry.snapshot',
      version: expect.any(Number),
      candidates: expect.arrayContaining([expect.objectContaining({ target: 'kimi/kimi-k2.6' })]),
    });
    expect(snapshot).toContain('"state":"open"');
    const diagnostics = await (await get('/v1/registry/diagnostics')).text();
    expect(JSON.parse(diagnostics)).toMatchObject({ object: 'list', data: expect.any(Array) });
    for (const text of [
      snapshot,
      diagnostics,
      await (await get('/metrics')).text(),
      JSON.stringify(booted.logLines),
    ]) {
      expect(text).not.toContain(kimiKey);
      expect(text).not.toContain(glmKey);
    }
  });
});

describe('a daemon that logs prompts because it was asked to', () => {
  it('has them in the line of their request, keys removed', async () => {
    await using asked = await bootDaemon({ env: { REG_LOG_PROMPTS: 'true' } });
    await asked.client().chat.completions.create({
      model: 'kimi-k2.6',
      messages: [{ role: 'user', content: `my key is ${kimiKey}` }],
    });
    await expect.poll(() => JSON.stringify(asked.logLines)).toContain('my key is [redacted]');
  });
});
