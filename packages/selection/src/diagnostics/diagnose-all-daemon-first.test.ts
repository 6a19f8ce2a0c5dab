import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createManualClock } from '@reg/testkit';
import { providerFacts } from '../testing-fixtures/provider-facts.js';
import { diagnoseAllDaemonFirst, type DaemonFirstOptions } from './diagnose-all-daemon-first.js';
import { diagnoseProvider } from './diagnose-provider.js';
import { writeSnapshotFile } from './snapshot-file.js';

const nowMs = 1_000_000;
const diagnosisOf = (provider: string) => diagnoseProvider(providerFacts({ provider }), { nowMs });

let folder = '';
let server: Server | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reg-daemon-first-'));
});
afterEach(async () => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
  await rm(folder, { recursive: true, force: true });
});

/** A daemon on a real port that answers this. */
async function startDaemon(body: unknown, status = 200): Promise<string> {
  const started = createServer((request, response) => {
    response.statusCode = request.url === '/v1/registry/diagnostics' ? status : 404;
    response.end(JSON.stringify(body));
  });
  server = started;
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(started.address() as AddressInfo).port}`;
}

async function fetchJson(url: string, signal: AbortSignal): Promise<unknown> {
  const response = await fetch(url, { signal });
  if (response.status !== 200) throw new Error(`HTTP ${response.status}`);
  return response.json();
}

function diagnose(options: Partial<DaemonFirstOptions> = {}) {
  return diagnoseAllDaemonFirst({
    local: () => [diagnosisOf('found-here')],
    fetchJson,
    isAlive: () => true,
    clock: createManualClock(nowMs),
    ...options,
  });
}

async function writeSnapshot(writtenAtMs = nowMs): Promise<string> {
  const snapshotPath = join(folder, 'snapshot.json');
  await writeSnapshotFile(snapshotPath, {
    pid: 7,
    writtenAtMs,
    version: '1',
    diagnostics: [diagnosisOf('written')],
  });
  return snapshotPath;
}

describe('diagnoseAllDaemonFirst', () => {
  it('believes a daemon that answers, above everything else', async () => {
    const daemonUrl = await startDaemon({ object: 'list', data: [diagnosisOf('told')] });
    const { source, diagnoses, notes } = await diagnose({ daemonUrl, snapshotPath: await writeSnapshot() });
    expect(source).toBe('daemon');
    expect(diagnoses).toEqual([{ ...diagnosisOf('told'), source: 'daemon' }]);
    expect(notes).toEqual([]);
  });

  it('falls back to a fresh snapshot, and says that no daemon answered', async () => {
    const daemonUrl = await startDaemon({}, 503);
    const { source, diagnoses, notes } = await diagnose({ daemonUrl, snapshotPath: await writeSnapshot() });
    expect(source).toBe('snapshot');
    expect(diagnoses).toEqual([{ ...diagnosisOf('written'), source: 'snapshot' }]);
    expect(notes).toEqual([`No daemon answered at ${daemonUrl}: HTTP 503.`]);
  });

  it('does not take another server for a daemon', async () => {
    const daemonUrl = await startDaemon({ data: [{ hello: 'world' }] });
    const { source, notes } = await diagnose({ daemonUrl });
    expect(source).toBe('local');
    expect(notes).toEqual([`What answers at ${daemonUrl} is not a daemon of reg.`]);
  });

  it.each<[string, Partial<DaemonFirstOptions>, number, RegExp]>([
    ['stale', {}, nowMs - 21_000, /stale: it was written 21 s ago/],
    ['of the future', {}, nowMs + 21_000, /claims to be written 21 s from now/],
    ['dead', { isAlive: () => false }, nowMs, /process 7, which is gone/],
  ])('does not believe a snapshot that is %s', async (_what, options, writtenAtMs, note) => {
    const { source, diagnoses, notes } = await diagnose({
      snapshotPath: await writeSnapshot(writtenAtMs),
      ...options,
    });
    expect(source).toBe('local');
    expect(diagnoses).toEqual([diagnosisOf('found-here')]);
    expect(notes).toEqual([expect.stringMatching(note)]);
  });

  it('says that there is no snapshot, or none that can be read', async () => {
    const missing = await diagnose({ snapshotPath: join(folder, 'none.json') });
    expect(missing.notes).toEqual([expect.stringContaining('There is no snapshot')]);
    const unreadable = await diagnose({ snapshotPath: folder });
    expect(unreadable.notes).toEqual([expect.stringContaining('cannot be read')]);
  });

  it('asks nobody when it was told of nobody', async () => {
    expect(await diagnose()).toEqual({ source: 'local', diagnoses: [diagnosisOf('found-here')], notes: [] });
  });

  it('does not wait long for a daemon that hangs, and hangs up', async () => {
    const clock = createManualClock(nowMs);
    let hungUp: unknown;
    const waiting = diagnose({
      clock,
      daemonUrl: 'http://127.0.0.1:1',
      fetchJson: (_url, signal) =>
        new Promise(() => {
          signal.addEventListener('abort', () => {
            hungUp = signal.reason;
          });
        }),
    });
    await clock.advance(2000);
    const { source, notes } = await waiting;
    expect(source).toBe('local');
    expect(notes).toEqual(['No daemon answered at http://127.0.0.1:1: no answer within 2000 ms.']);
    expect(hungUp).toBeInstanceOf(Error);
  });

  it('survives an address that is none', async () => {
    const { source, notes } = await diagnose({ daemonUrl: 'not a url' });
    expect(source).toBe('local');
    expect(notes).toHaveLength(1);
  });
});
