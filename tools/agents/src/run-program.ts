import { spawn } from 'node:child_process';

export interface ProgramOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Ends it before its time. */
  readonly signal: AbortSignal;
}

export interface ProgramRun {
  /** Of one that was ended: absent. */
  readonly exitCode?: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly durationMs: number;
}

const maxOutput = 8 * 1024 * 1024;
const graceMs = 5_000;

/** Runs a program to its end, or ends it and what it started: first by asking, then not. */
export async function runProgram(words: readonly string[], options: ProgramOptions): Promise<ProgramRun> {
  const { cwd, env, timeoutMs, signal } = options;
  const startedMs = performance.now();
  // A group of its own: an agent's own children end with it.
  const child = spawn(process.execPath, words, {
    cwd,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const)
    child[stream].on('data', (bytes: Buffer) => {
      output[stream] = (output[stream] + bytes.toString()).slice(-maxOutput);
    });
  let late = false;
  const end = (by: NodeJS.Signals): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, by);
    } catch {
      // It ended by itself in this moment.
    }
  };
  const kill = (): void => {
    end('SIGKILL');
  };
  let forced: NodeJS.Timeout | undefined;
  const stop = (): void => {
    late = true;
    end('SIGTERM');
    forced ??= setTimeout(kill, graceMs);
  };
  const timer = setTimeout(stop, timeoutMs);
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  // A group of its own would outlive even the end of this process.
  process.once('exit', kill);
  const closed = new Promise<void>((resolve) => child.once('close', resolve));
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  clearTimeout(timer);
  clearTimeout(forced);
  signal.removeEventListener('abort', stop);
  process.off('exit', kill);
  kill();
  // Whoever left the group may hold the outputs open for ever.
  await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, graceMs).unref())]);
  return {
    ...(late || exitCode === null ? {} : { exitCode }),
    ...output,
    durationMs: performance.now() - startedMs,
  };
}
