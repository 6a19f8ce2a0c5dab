import { systemClock, type Clock } from '@reg/core';
import { isRecord, parseDiagnoses } from './parse-diagnoses.js';
import type { DiagnosisSource, ProviderDiagnosis } from './provider-diagnosis.js';
import { isProcessAlive, readSnapshotFile, type SnapshotReading } from './snapshot-file.js';

export interface DaemonFirstOptions {
  /** Diagnoses made in this process, for when no daemon can tell. */
  local(): readonly ProviderDiagnosis[] | Promise<readonly ProviderDiagnosis[]>;
  /** Where a daemon would listen: `http://127.0.0.1:8079`. Absent: none is asked. */
  readonly daemonUrl?: string;
  /** Gets JSON by HTTP and rejects for any other status than 200. Brings the daemon's key along, if it wants one. */
  readonly fetchJson?: (url: string, signal: AbortSignal) => Promise<unknown>;
  /** How long the daemon may take, milliseconds. @default 2000 */
  readonly timeoutMs?: number;
  /** The file that a daemon keeps. Absent: none is read. */
  readonly snapshotPath?: string;
  /** @default whether a process of this id exists on this machine */
  readonly isAlive?: (pid: number) => boolean;
  readonly clock?: Clock;
}

/** Diagnoses with where they come from. */
export interface DaemonFirstDiagnoses {
  readonly source: DiagnosisSource;
  readonly diagnoses: readonly ProviderDiagnosis[];
  /** What was asked before and why it was not believed, for people. */
  readonly notes: readonly string[];
}

/**
 * What the running daemon thinks of its providers, because its circuits and set-up failures are its own; else its
 * snapshot file, if that is fresh and its process lives; else what this process finds by itself. Whatever was tried
 * in vain is said, and never mixed into the answer.
 */
export async function diagnoseAllDaemonFirst(options: DaemonFirstOptions): Promise<DaemonFirstDiagnoses> {
  const notes: string[] = [];
  const asked = await askDaemon(options, notes);
  if (asked !== undefined) return { source: 'daemon', diagnoses: asked, notes };
  const read = await readSnapshot(options, notes);
  if (read !== undefined) return { source: 'snapshot', diagnoses: read, notes };
  return { source: 'local', diagnoses: await options.local(), notes };
}

async function askDaemon(
  options: DaemonFirstOptions,
  notes: string[],
): Promise<readonly ProviderDiagnosis[] | undefined> {
  const { daemonUrl, fetchJson } = options;
  if (daemonUrl === undefined || fetchJson === undefined) return undefined;
  try {
    const url = new URL('/v1/registry/diagnostics', daemonUrl).href;
    const answer = await withinTime((signal) => fetchJson(url, signal), options);
    const diagnoses = parseDiagnoses(isRecord(answer) ? answer['data'] : undefined, 'daemon');
    if (diagnoses !== undefined) return diagnoses;
    notes.push(`What answers at ${daemonUrl} is not a daemon of reg.`);
  } catch (error) {
    notes.push(
      `No daemon answered at ${daemonUrl}: ${error instanceof Error ? error.message : String(error)}.`,
    );
  }
  return undefined;
}

async function withinTime<T>(
  work: (signal: AbortSignal) => Promise<T>,
  { clock = systemClock, timeoutMs = 2000 }: DaemonFirstOptions,
): Promise<T> {
  const controller = new AbortController();
  const { promise: late, reject } = Promise.withResolvers<never>();
  const cancel = clock.schedule(timeoutMs, () => {
    const reason = new Error(`no answer within ${timeoutMs} ms`);
    controller.abort(reason);
    reject(reason);
  });
  try {
    return await Promise.race([work(controller.signal), late]);
  } finally {
    cancel();
  }
}

async function readSnapshot(
  { snapshotPath, isAlive = isProcessAlive, clock = systemClock }: DaemonFirstOptions,
  notes: string[],
): Promise<readonly ProviderDiagnosis[] | undefined> {
  if (snapshotPath === undefined) return undefined;
  const reading = await readSnapshotFile(snapshotPath, { nowMs: clock.nowMs(), isAlive });
  if (reading.status === 'fresh') return reading.snapshot.diagnostics;
  notes.push(whyNotBelieved(reading, snapshotPath));
  return undefined;
}

function whyNotBelieved(reading: Exclude<SnapshotReading, { status: 'fresh' }>, path: string): string {
  switch (reading.status) {
    case 'missing':
      return `There is no snapshot at ${path}.`;
    case 'unreadable':
      return `The snapshot at ${path} cannot be read: ${reading.problem}.`;
    case 'dead':
      return `The snapshot at ${path} is of process ${reading.snapshot.pid}, which is gone.`;
    case 'stale':
      return `The snapshot at ${path} is stale: ${ageOf(reading.ageMs)}.`;
  }
}

function ageOf(ageMs: number): string {
  const seconds = Math.round(Math.abs(ageMs) / 1000);
  return ageMs < 0 ? `it claims to be written ${seconds} s from now` : `it was written ${seconds} s ago`;
}
