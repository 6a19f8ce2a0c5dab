import type { Clock } from '@reg/core';
import { createMetricsRelay } from './metrics-relay.js';
import { quickEndings, restartDelayMs } from './restart-delay.js';
import {
  messageToPrimary,
  type MessageToPrimary,
  type MessageToWorker,
  type ReadyNotice,
} from './worker-message.js';

/** Starts workers, passes on what they tell each other, starts again the one that ends, and ends them all together. */
export interface Supervisor {
  /**
   * Settles when every worker listens. The first one is started alone: what is wrong with the configuration or the port
   * is then said once.
   *
   * @throws WorkerNotStarted
   */
  start(): Promise<ReadyNotice>;
  /** Lets every worker finish what it is doing, and ends those that do not in time. Idempotent. */
  stop(): Promise<void>;
  /** Ends every worker at once. */
  kill(): void;
}

/** A process that was forked to be a worker. */
export interface WorkerProcess {
  readonly pid: number;
  send(message: MessageToWorker): void;
  kill(): void;
  onMessage(listener: (sent: unknown) => void): void;
  onExit(listener: (ending: WorkerEnding) => void): void;
}

export interface WorkerEnding {
  readonly code: number | null;
  readonly signal: string | null;
}

export interface SupervisorOptions {
  readonly count: number;
  /** Workers that have not ended so long after they were asked to are ended. */
  readonly stopTimeoutMs: number;
  readonly clock: Clock;
  fork(worker: number): WorkerProcess;
  /** Told of each ending that nobody asked for. */
  onEnded(
    event: WorkerEnding & { readonly worker: number; readonly pid: number; readonly restartInMs: number },
  ): void;
  /** Told of each worker that listens. */
  onReady(event: { readonly worker: number; readonly pid: number }): void;
}

/** A worker ended before it listened: it has said on standard error why. */
export class WorkerNotStarted extends Error {
  constructor(readonly ending: WorkerEnding) {
    super(`a worker ended with ${ending.signal ?? `code ${String(ending.code)}`} before it listened`);
  }
}

interface Seat {
  readonly worker: number;
  process?: WorkerProcess;
  isReady: boolean;
  startedAtMs: number;
  quickEnds: number;
  cancelRestart?: () => void;
}

export function createSupervisor(options: SupervisorOptions): Supervisor {
  const { count, clock } = options;
  const relay = createMetricsRelay(clock);
  const seats = Array.from({ length: count }, (_, index): Seat => ({
    worker: index + 1,
    isReady: false,
    startedAtMs: 0,
    quickEnds: 0,
  }));
  const starting = new Map<number, PromiseWithResolvers<ReadyNotice>>();
  let stopping: Promise<void> | undefined;
  let ended = (): void => undefined;

  const tellOthers = (except: number, message: MessageToWorker): void => {
    for (const seat of seats) if (seat.worker !== except && seat.isReady) seat.process?.send(message);
  };
  const receive = (seat: Seat, forked: WorkerProcess, message: MessageToPrimary): void => {
    if (message.kind === 'ready') {
      seat.isReady = true;
      options.onReady({ worker: seat.worker, pid: forked.pid });
      tellOthers(seat.worker, { kind: 'joined', worker: seat.worker });
      starting.get(seat.worker)?.resolve(message.notice);
      starting.delete(seat.worker);
    } else if (message.kind === 'share') {
      tellOthers(seat.worker, { kind: 'shared', topic: message.topic, body: message.body });
    } else if (message.kind === 'metrics') relay.answered(seat.worker, message.id, message.metrics);
    else void answerMetrics(forked, message.id);
  };
  const answerMetrics = async (asking: WorkerProcess, id: number): Promise<void> => {
    const ready = seats.filter(({ isReady }) => isReady).map(({ worker }) => worker);
    const parts = await relay.gather(ready, (worker, wanted) => {
      seats[worker - 1]?.process?.send({ kind: 'metrics-wanted', id: wanted });
    });
    asking.send({ kind: 'metrics-of-all', id, parts });
  };
  const launch = (seat: Seat): void => {
    const forked = options.fork(seat.worker);
    seat.process = forked;
    seat.startedAtMs = clock.nowMs();
    forked.onMessage((sent) => {
      const message = messageToPrimary(sent);
      if (message !== undefined) receive(seat, forked, message);
    });
    forked.onExit((ending) => {
      left(seat, forked, ending);
    });
  };
  const left = (seat: Seat, { pid }: WorkerProcess, ending: WorkerEnding): void => {
    delete seat.process;
    seat.isReady = false;
    ended();
    void relay.departed(seat.worker);
    const { worker } = seat;
    // As long as the daemon has not said that it listens, whoever started it is told instead.
    starting.get(worker)?.reject(new WorkerNotStarted(ending));
    if (stopping !== undefined || starting.delete(worker)) return;
    seat.quickEnds = quickEndings(seat.quickEnds, clock.nowMs() - seat.startedAtMs);
    const restartInMs = restartDelayMs(seat.quickEnds);
    options.onEnded({ worker, pid, ...ending, restartInMs });
    seat.cancelRestart = clock.schedule(restartInMs, () => {
      launch(seat);
    });
  };
  const firstReady = async (seat: Seat): Promise<ReadyNotice> => {
    const notice = Promise.withResolvers<ReadyNotice>();
    starting.set(seat.worker, notice);
    launch(seat);
    return notice.promise;
  };
  const allEnded = async (): Promise<void> => {
    for (const seat of seats) {
      seat.cancelRestart?.();
      seat.process?.send({ kind: 'stop' });
    }
    const isOver = Promise.withResolvers<undefined>();
    ended = () => {
      if (seats.every((seat) => seat.process === undefined)) isOver.resolve(undefined);
    };
    ended();
    const cancel = clock.schedule(options.stopTimeoutMs, kill);
    await isOver.promise;
    cancel();
  };
  const kill = (): void => {
    for (const seat of seats) seat.process?.kill();
  };
  return {
    async start() {
      const [first, ...others] = seats;
      if (first === undefined) throw new RangeError('there is no daemon without a worker');
      const notice = await firstReady(first);
      await Promise.all(others.map(firstReady));
      return notice;
    },
    stop() {
      stopping ??= allEnded();
      return stopping;
    },
    kill,
  };
}
