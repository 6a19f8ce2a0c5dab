import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpus } from 'node:os';

/** A process that was started here, and is ended here by its id. */
export interface Child {
  readonly process: ChildProcess;
  readonly pid: number;
  stop(): Promise<void>;
}

export interface ChildOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Which processor it keeps to, or which ones, where the machine can do that. */
  readonly cpu: number | string;
  readonly stdout?: 'pipe' | 'ignore';
  /** Written to its standard input, which then ends. */
  readonly input?: string;
}

const canPin = cpus().length > 1 && spawnSync('taskset', ['-V'], { stdio: 'ignore' }).status === 0;

/** Whether load and target have a processor each. */
export function pinsProcessors(): boolean {
  return canPin;
}

export function startChild(command: string, args: readonly string[], options: ChildOptions): Child {
  const [file, all] = canPin
    ? ['taskset', ['-c', String(options.cpu), command, ...args]]
    : [command, [...args]];
  const child = spawn(file, all, {
    cwd: options.cwd,
    env: { PATH: process.env['PATH'], NODE_ENV: 'production', ...options.env },
    stdio: [options.input === undefined ? 'ignore' : 'pipe', options.stdout ?? 'pipe', 'pipe'],
  });
  child.stdin?.end(options.input);
  let complaints = '';
  child.stderr?.on('data', (bytes: Buffer) => {
    complaints = (complaints + bytes.toString()).slice(-16_384);
  });
  const exited = once(child, 'exit');
  return {
    process: child,
    // taskset becomes the command; the id stays.
    pid: child.pid ?? 0,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      const forced = setTimeout(() => child.kill('SIGKILL'), 5_000);
      await exited;
      clearTimeout(forced);
    },
  };
}

/** What a process prints until it has said what matters. */
export async function firstMatch(
  child: Child,
  stream: 'stdout' | 'stderr',
  pattern: RegExp,
): Promise<string> {
  let text = '';
  const source = child.process[stream];
  if (source === null) throw new Error(`the ${stream} of process ${child.pid} is not read`);
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error(`process ${child.pid} did not get ready in a minute: ${text}`));
    }, 60_000);
    const onData = (bytes: Buffer): void => {
      text = (text + bytes.toString()).slice(-65_536);
      const found = pattern.exec(text);
      if (found === null) return;
      clearTimeout(timer);
      source.off('data', onData);
      source.resume();
      resolve(found[1] ?? found[0]);
    };
    source.on('data', onData);
    child.process.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`process ${child.pid} ended with code ${code}: ${text}`));
    });
  });
}
