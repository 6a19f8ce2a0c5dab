import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { providerFacts } from '../testing-fixtures/provider-facts.js';
import { diagnoseProvider } from './diagnose-provider.js';
import {
  isProcessAlive,
  readSnapshotFile,
  writeSnapshotFile,
  type DiagnosticsSnapshot,
} from './snapshot-file.js';

const nowMs = 1_000_000;
const snapshot: DiagnosticsSnapshot = {
  pid: 4242,
  writtenAtMs: nowMs,
  version: '1.2.3',
  url: 'http://127.0.0.1:8079',
  diagnostics: [diagnoseProvider(providerFacts(), { nowMs })],
};

let folder = '';
let path = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reg-snapshot-'));
  path = join(folder, 'state', 'deeper', 'snapshot.json');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const read = (atMs = nowMs, alive = true) => readSnapshotFile(path, { nowMs: atMs, isAlive: () => alive });

describe('writeSnapshotFile', () => {
  it('makes the folder, writes for the owner only and leaves nothing else behind', async () => {
    await writeSnapshotFile(path, snapshot);
    await writeSnapshotFile(path, { ...snapshot, version: '1.2.4' });
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await stat(join(folder, 'state'))).mode & 0o777).toBe(0o700);
    expect(await readdir(join(folder, 'state', 'deeper'))).toEqual(['snapshot.json']);
    expect(await read()).toMatchObject({ snapshot: { version: '1.2.4' } });
  });

  it('never shows half a file to someone who reads meanwhile', async () => {
    await writeSnapshotFile(path, snapshot);
    let writing = true;
    const writes = Promise.all(
      Array.from({ length: 30 }, (_, index) =>
        writeSnapshotFile(path, { ...snapshot, writtenAtMs: nowMs + index }),
      ),
    ).finally(() => {
      writing = false;
    });
    const statuses = new Set<string>();
    while (writing) statuses.add((await read()).status);
    await writes;
    expect([...statuses]).toEqual(['fresh']);
  });

  it('leaves no temporary file behind when it fails', async () => {
    const asFolder = join(folder, 'occupied');
    await writeSnapshotFile(join(asFolder, 'x'), snapshot);
    await expect(writeSnapshotFile(asFolder, snapshot)).rejects.toThrow();
    expect(await readdir(folder)).toEqual(['occupied']);
  });
});

describe('readSnapshotFile', () => {
  it('believes a file that is at most 20 s old and whose process lives', async () => {
    await writeSnapshotFile(path, snapshot);
    const asked: number[] = [];
    const reading = await readSnapshotFile(path, {
      nowMs: nowMs + 20_000,
      isAlive: (pid) => {
        asked.push(pid);
        return true;
      },
    });
    const diagnostics = snapshot.diagnostics.map((diagnosis) => ({ ...diagnosis, source: 'snapshot' }));
    expect(reading).toEqual({ status: 'fresh', ageMs: 20_000, snapshot: { ...snapshot, diagnostics } });
    expect(asked).toEqual([4242]);
  });

  it.each([
    ['stale', nowMs + 20_001, true],
    ['stale', nowMs - 20_001, true],
    ['dead', nowMs, false],
    ['dead', nowMs + 1_000_000, false],
  ])(
    'says %s of one written at 1000000 and read at %i, its process living: %s',
    async (status, atMs, alive) => {
      await writeSnapshotFile(path, snapshot);
      expect(await read(atMs, alive)).toMatchObject({ status, ageMs: atMs - nowMs });
    },
  );

  it('says when there is none', async () => {
    expect(await read()).toEqual({ status: 'missing' });
  });

  it.each([
    ['nothing', ''],
    ['half a file', '{"pid": 1, "writ'],
    ['no object', '[]'],
    ['no pid', JSON.stringify({ ...snapshot, pid: undefined })],
    ['the pid of a group', JSON.stringify({ ...snapshot, pid: 0 })],
    ['no time', JSON.stringify({ ...snapshot, writtenAtMs: 'today' })],
    ['no version', JSON.stringify({ ...snapshot, version: 7 })],
    ['no diagnoses', JSON.stringify({ ...snapshot, diagnostics: {} })],
    ['other diagnoses', JSON.stringify({ ...snapshot, diagnostics: [{ provider: 'kimi' }] })],
    ['too much', 'x'.repeat(5 * 1024 * 1024)],
  ])('does not believe a file with %s in it', async (_what, text) => {
    await writeSnapshotFile(path, snapshot);
    await writeFile(path, text);
    expect(await read()).toMatchObject({ status: 'unreadable' });
  });

  it('cannot read a folder, and says so', async () => {
    expect(await readSnapshotFile(folder, { nowMs, isAlive: () => true })).toMatchObject({
      status: 'unreadable',
    });
  });

  it('writes JSON that people can read', async () => {
    await writeSnapshotFile(path, snapshot);
    expect((await readFile(path, 'utf8')).split('\n').length).toBeGreaterThan(5);
  });
});

describe('isProcessAlive', () => {
  it('knows this process and that no process has an id beyond all limits', () => {
    expect(isProcessAlive(process.pid)).toBe(true);
    expect(isProcessAlive(2 ** 30)).toBe(false);
  });
});
