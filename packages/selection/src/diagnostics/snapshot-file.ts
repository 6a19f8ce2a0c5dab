import { isRecord, parseDiagnoses } from './parse-diagnoses.js';
import type { ProviderDiagnosis } from './provider-diagnosis.js';
import { replaceFile } from './replace-file.js';

/** What a daemon leaves for those who cannot ask it. */
export interface DiagnosticsSnapshot {
  /** The process that wrote it. */
  readonly pid: number;
  /** Milliseconds since the epoch. */
  readonly writtenAtMs: number;
  /** The daemon's version. */
  readonly version: string;
  /** Where the daemon listens. */
  readonly url?: string;
  readonly diagnostics: readonly ProviderDiagnosis[];
}

/** What a snapshot file is worth. Only a fresh one of a living process is to be believed. */
export type SnapshotReading =
  | { readonly status: 'fresh'; readonly snapshot: DiagnosticsSnapshot; readonly ageMs: number }
  /** Its process lives but no longer writes, or the clock was set. */
  | { readonly status: 'stale'; readonly snapshot: DiagnosticsSnapshot; readonly ageMs: number }
  /** Its process is gone. */
  | { readonly status: 'dead'; readonly snapshot: DiagnosticsSnapshot; readonly ageMs: number }
  | { readonly status: 'missing' }
  /** There is a file, but not one of ours. */
  | { readonly status: 'unreadable'; readonly problem: string };

export interface ReadSnapshotOptions {
  readonly nowMs: number;
  isAlive(pid: number): boolean;
  /** @default 20000 */
  readonly freshForMs?: number;
}

/** A daemon writes every few seconds; one that missed several turns is not what it was. */
export const snapshotFreshForMs = 20_000;

const maxFileBytes = 4 * 1024 * 1024;

/** Reads a snapshot file and says what it is worth. Never throws. */
export async function readSnapshotFile(path: string, options: ReadSnapshotOptions): Promise<SnapshotReading> {
  const text = await readBounded(path);
  if (typeof text !== 'string') return text;
  const snapshot = parseSnapshot(text);
  if (snapshot === undefined) return { status: 'unreadable', problem: `${path} is not a snapshot of reg` };
  const ageMs = options.nowMs - snapshot.writtenAtMs;
  const freshForMs = options.freshForMs ?? snapshotFreshForMs;
  if (!options.isAlive(snapshot.pid)) return { status: 'dead', snapshot, ageMs };
  return { status: Math.abs(ageMs) <= freshForMs ? 'fresh' : 'stale', snapshot, ageMs };
}

/** Replaces the file in one step, so that nobody ever reads half of it. */
export function writeSnapshotFile(path: string, snapshot: DiagnosticsSnapshot): Promise<void> {
  return replaceFile(path, `${JSON.stringify(snapshot, undefined, 2)}\n`);
}

/** Whether a process of this id exists on this machine, be it someone else's. */
export function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

async function readBounded(path: string): Promise<string | SnapshotReading> {
  const { readFile, stat } = await import('node:fs/promises');
  try {
    const { size } = await stat(path);
    if (size > maxFileBytes) return { status: 'unreadable', problem: `${path} is too large for a snapshot` };
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return { status: 'missing' };
    return { status: 'unreadable', problem: error instanceof Error ? error.message : String(error) };
  }
}

function parseSnapshot(text: string): DiagnosticsSnapshot | undefined {
  const value = parseJson(text);
  if (!isRecord(value)) return undefined;
  const { pid, writtenAtMs, version, url } = value;
  const diagnostics = parseDiagnoses(value['diagnostics'], 'snapshot');
  if (diagnostics === undefined || typeof version !== 'string') return undefined;
  // A pid of 0 or below names a whole group of processes.
  if (typeof pid !== 'number' || !Number.isSafeInteger(pid) || pid <= 0) return undefined;
  if (typeof writtenAtMs !== 'number' || !Number.isFinite(writtenAtMs)) return undefined;
  return { pid, writtenAtMs, version, diagnostics, ...(typeof url === 'string' ? { url } : {}) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
