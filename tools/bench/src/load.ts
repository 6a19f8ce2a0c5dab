import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { chatCompletions } from './bodies.js';
import { startChild } from './child.js';
import { cpuUsOf, familyOf, machineTicks, residentKbOf, stealPercent } from './processor.js';
import { loadCpu, type Target } from './targets.js';

/** What is asked for: a whole answer to a short or a long history, or a stream. */
export type LoadKind = 'whole' | 'conversation' | 'stream';

export interface LoadOptions {
  readonly kind: LoadKind;
  readonly connections: number;
  readonly seconds: number;
}

/** One window of load on one target. */
export interface LoadFigures {
  readonly cpuUsPerRequest: number;
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly residentMb: number;
  /** Answers that were no 200, and connections that broke. */
  readonly failed: number;
  readonly stealPercent: number;
}

/** What readers saw of streams in one window. */
export interface ReadFigures {
  readonly streams: number;
  readonly failed: number;
  readonly chunks: number;
  /** From the request to the first bytes of the answer. */
  readonly firstByteP50Ms: number;
  readonly firstByteP99Ms: number;
  /** From the upstream's write to the reader's read. */
  readonly chunkP50Us: number;
  readonly chunkP99Us: number;
}

interface CannonResult {
  readonly '2xx': number;
  readonly non2xx: number;
  readonly errors: number;
  readonly timeouts: number;
  readonly duration: number;
  readonly latency: { readonly p50: number; readonly p99: number };
}

/** Asks as fast as the connections allow, and tells what each answer cost the target. */
export async function loadTarget(target: Target, options: LoadOptions): Promise<LoadFigures> {
  const { kind, connections, seconds } = options;
  const pids = familyOf(target.child.pid);
  const ticks = machineTicks();
  const beforeUs = cpuUsOf(pids);
  const result = await runLoad<CannonResult>('load.mjs', {
    ...askedAt(target, kind),
    method: 'POST',
    connections,
    duration: seconds,
    timeout: 30,
  });
  const usedUs = cpuUsOf(pids) - beforeUs;
  const answered = result['2xx'];
  return {
    cpuUsPerRequest: usedUs / answered,
    requestsPerSecond: answered / result.duration,
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
    residentMb: residentKbOf(pids) / 1024,
    failed: result.non2xx + result.errors + result.timeouts,
    stealPercent: stealPercent(ticks, machineTicks()),
  };
}

/** Reads streams, and tells how late their chunks were. */
export function readStreams(target: Target, options: Omit<LoadOptions, 'kind'>): Promise<ReadFigures> {
  const { connections, seconds } = options;
  const { lastWords } = target.dialect ?? chatCompletions;
  return runLoad<ReadFigures>('read-streams.mjs', {
    ...askedAt(target, 'stream'),
    ...{ lastWords, connections, seconds },
  });
}

/** Where to ask a target, and what. */
export function askedAt({ url, headers, dialect = chatCompletions }: Target, kind: LoadKind) {
  const { wholeBody, conversationBody, streamBody } = dialect;
  return {
    url: `${url}${dialect.path}`,
    headers: { 'content-type': 'application/json', ...headers },
    body: { whole: wholeBody, conversation: conversationBody, stream: streamBody }[kind],
  };
}

/** Runs a load generator of this folder, which takes its options and gives its figures as JSON. */
export async function runLoad<T>(file: string, options: object): Promise<T> {
  const script = join(import.meta.dirname, file);
  const child = startChild(process.execPath, [script, JSON.stringify(options)], { cpu: loadCpu });
  return JSON.parse(await outputOf(child.process)) as T;
}

/** Everything that a process prints, once it has ended well. */
export function outputOf(child: ChildProcess): Promise<string> {
  let text = '';
  let complaint = '';
  child.stdout?.on('data', (bytes: Buffer) => (text += bytes.toString()));
  child.stderr?.on('data', (bytes: Buffer) => (complaint = (complaint + bytes.toString()).slice(-4096)));
  return new Promise((resolve, reject) => {
    child.once('close', (code) => {
      if (code === 0) resolve(text);
      else reject(new Error(`the load generator ended with code ${String(code)}: ${complaint}`));
    });
  });
}
