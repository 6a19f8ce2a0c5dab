import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { parseObject } from './read-answer.js';
import { textIn } from './json.js';

/** A daemon in a process of its own, so that its memory and descriptors are its own. */
export interface DaemonProcess {
  readonly url: string;
  readonly pid: number;
  /** Whether it is still there. */
  readonly running: boolean;
  /** Asks it to end, and ends it by its id if it does not. Resolves to its exit code. */
  stop(): Promise<number | null>;
}

export interface DaemonProcessOptions {
  /** Node's arguments: flags and the file of reg's command line. */
  readonly nodeArguments: readonly string[];
  readonly configFile: string;
  /** A folder of its own, for its state. */
  readonly home: string;
  /** Takes its log, as it comes: lines of JSON, in pieces of any length. Without it the log goes nowhere. */
  onLog?(text: string): void;
}

const startTimeoutMs = 60_000;
const stopTimeoutMs = 20_000;

export async function startDaemonProcess(options: DaemonProcessOptions): Promise<DaemonProcess> {
  const { nodeArguments, configFile, home } = options;
  const child = spawn(process.execPath, [...nodeArguments, 'serve', '--json', '--config', configFile], {
    cwd: home,
    // Nothing of the machine's own configuration may have a say.
    env: { PATH: process.env['PATH'], HOME: home, NODE_ENV: 'production' },
    stdio: ['ignore', options.onLog === undefined ? 'ignore' : 'pipe', 'pipe'],
  });
  child.stdout?.setEncoding('utf8').on('data', (text: string) => options.onLog?.(text));
  // Not its exit: what it wrote last may still be on the way then.
  const closed = once(child, 'close');
  let told = '';
  const url = new Promise<string>((resolve, reject) => {
    child.stderr?.on('data', (bytes: Buffer) => {
      told = (told + bytes.toString()).slice(-65_536);
      for (const line of told.split('\n')) {
        const banner = textIn(parseObject(line) ?? {}, 'url');
        if (banner !== undefined) resolve(banner);
      }
    });
    child.once('exit', (code) => {
      reject(new Error(`The daemon ended with code ${code}:\n${told}`));
    });
    child.once('error', reject);
    setTimeout(() => {
      reject(new Error(`The daemon does not say that it listens:\n${told}`));
    }, startTimeoutMs).unref();
  });
  const stop = async (): Promise<number | null> => {
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
    child.kill('SIGTERM');
    const forced = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs);
    await closed;
    clearTimeout(forced);
    return child.exitCode;
  };
  try {
    return {
      url: await url,
      pid: child.pid ?? 0,
      get running() {
        return child.exitCode === null && child.signalCode === null;
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
