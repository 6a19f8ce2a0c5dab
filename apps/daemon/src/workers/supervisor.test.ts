import { createManualClock } from '@reg/testkit';
import { describe, expect, it } from 'vitest';
import { createSupervisor, WorkerNotStarted, type WorkerEnding, type WorkerProcess } from './supervisor.js';
import { envelopeOf, type MessageToPrimary, type MessageToWorker } from './worker-message.js';

const notice = { url: 'http://127.0.0.1:1', sandbox: false, usableModels: 3, providers: ['kimi'] };

/** A process that does what the test says. */
class FakeWorker implements WorkerProcess {
  readonly sent: MessageToWorker[] = [];
  killed = false;
  #onMessage: (sent: unknown) => void = () => undefined;
  #onExit: (ending: WorkerEnding) => void = () => undefined;

  constructor(
    readonly worker: number,
    readonly pid: number,
  ) {}
  send(message: MessageToWorker): void {
    this.sent.push(message);
  }
  kill(): void {
    this.killed = true;
    this.exit({ code: null, signal: 'SIGKILL' });
  }
  onMessage(listener: (sent: unknown) => void): void {
    this.#onMessage = listener;
  }
  onExit(listener: (ending: WorkerEnding) => void): void {
    this.#onExit = listener;
  }
  says(message: MessageToPrimary): void {
    this.#onMessage(envelopeOf(message));
  }
  saysNonsense(sent: unknown): void {
    this.#onMessage(sent);
  }
  exit(ending: WorkerEnding = { code: 1, signal: null }): void {
    this.#onExit(ending);
  }
}

function createFleet(count: number) {
  const clock = createManualClock();
  const forked: FakeWorker[] = [];
  const restarts: number[] = [];
  const supervisor = createSupervisor({
    count,
    clock,
    stopTimeoutMs: 1000,
    fork(worker) {
      const one = new FakeWorker(worker, 100 + forked.length);
      forked.push(one);
      return one;
    },
    onEnded: ({ restartInMs }) => restarts.push(restartInMs),
    onReady: () => undefined,
  });
  const newest = (): FakeWorker => {
    const one = forked.at(-1);
    if (one === undefined) throw new Error('nothing was forked');
    return one;
  };
  const startAll = async (): Promise<readonly FakeWorker[]> => {
    const started = supervisor.start();
    newest().says({ kind: 'ready', notice });
    await clock.advance(0);
    for (const one of forked.slice(1)) one.says({ kind: 'ready', notice });
    await started;
    return [...forked];
  };
  return { clock, forked, restarts, supervisor, newest, startAll };
}

describe('a supervisor', () => {
  it('starts the first worker alone, then the others, and settles when all listen', async () => {
    const { clock, forked, supervisor, newest } = createFleet(3);
    const started = supervisor.start();
    expect(forked).toHaveLength(1);
    newest().says({ kind: 'ready', notice });
    await clock.advance(0);
    expect(forked.map(({ worker }) => worker)).toEqual([1, 2, 3]);
    for (const one of forked.slice(1)) one.says({ kind: 'ready', notice });
    expect(await started).toEqual(notice);
  });

  it('starts no other when the first one cannot', async () => {
    const { forked, supervisor, newest } = createFleet(2);
    const started = supervisor.start();
    newest().exit({ code: 2, signal: null });
    await expect(started).rejects.toThrow(WorkerNotStarted);
    expect(forked).toHaveLength(1);
  });

  it('starts a worker again, later and later while it ends soon, and at once when it had lived', async () => {
    const { clock, forked, restarts, newest, startAll } = createFleet(1);
    await startAll();
    for (let ending = 0; ending < 12; ending += 1) {
      newest().exit();
      const before = forked.length;
      await clock.advance((restarts.at(-1) ?? 0) - 1);
      expect(forked).toHaveLength(before);
      await clock.advance(1);
      expect(forked).toHaveLength(before + 1);
    }
    expect(restarts.slice(0, 3)).toEqual([200, 400, 800]);
    expect(Math.max(...restarts)).toBe(10_000);
    newest().says({ kind: 'ready', notice });
    await clock.advance(60_000);
    newest().exit();
    expect(restarts.at(-1)).toBe(100);
  });

  it('starts one again that ended while others were still starting', async () => {
    const { clock, forked, supervisor, newest } = createFleet(2);
    void supervisor.start();
    const first = newest();
    first.says({ kind: 'ready', notice });
    await clock.advance(0);
    first.exit();
    await clock.advance(200);
    expect(forked.map(({ worker }) => worker)).toEqual([1, 2, 1]);
  });

  it('passes on what a worker shares to the others only, and tells who has joined', async () => {
    const { startAll } = createFleet(3);
    const [first, second, third] = await startAll();
    expect(first?.sent).toEqual([
      { kind: 'joined', worker: 2 },
      { kind: 'joined', worker: 3 },
    ]);
    second?.says({ kind: 'share', topic: 'circuits', body: [1] });
    second?.saysNonsense({ kind: 'share', topic: 'circuits', body: [2] });
    second?.saysNonsense({ reg: 99, kind: 'share', topic: 'circuits', body: [3] });
    second?.saysNonsense('hello');
    const shared = { kind: 'shared', topic: 'circuits', body: [1] };
    expect(first?.sent.slice(2)).toEqual([shared]);
    expect(third?.sent).toEqual([shared]);
    expect(second?.sent).toEqual([{ kind: 'joined', worker: 3 }]);
  });

  it('gathers the metrics of all, and does not wait for one that does not answer', async () => {
    const { clock, startAll } = createFleet(2);
    const [first, second] = await startAll();
    first?.says({ kind: 'metrics-of-all', id: 7 });
    expect(second?.sent).toEqual([{ kind: 'metrics-wanted', id: 1 }]);
    second?.says({ kind: 'metrics', id: 1, metrics: [{ name: 'b' }] });
    await clock.advance(1000);
    expect(first?.sent.at(-1)).toEqual({ kind: 'metrics-of-all', id: 7, parts: [[{ name: 'b' }]] });
  });

  it('ends all, starts none of them again, and kills who does not end in time', async () => {
    const { clock, forked, supervisor, startAll } = createFleet(2);
    const [first, second] = await startAll();
    const stopped = supervisor.stop();
    expect(supervisor.stop()).toBe(stopped);
    expect(first?.sent.at(-1)).toEqual({ kind: 'stop' });
    first?.exit({ code: 0, signal: null });
    await clock.advance(1000);
    expect(second?.killed).toBe(true);
    await stopped;
    await clock.advance(60_000);
    expect(forked).toHaveLength(2);
  });

  it('starts none again that waits for its time when all are ended', async () => {
    const { clock, forked, supervisor, startAll } = createFleet(1);
    const [only] = await startAll();
    only?.exit();
    await supervisor.stop();
    await clock.advance(60_000);
    expect(forked).toHaveLength(1);
  });
});
