import type { Clock } from '@reg/core';
import {
  envelopeOf,
  messageToWorker,
  type MessageToPrimary,
  type MessageToWorker,
  type MetricsOfProcess,
  type ReadyNotice,
  type SharedState,
  type Topic,
} from './worker-message.js';

/** A worker's line to its primary, and by way of that to the other workers. */
export interface WorkerChannel {
  ready(notice: ReadyNotice): void;
  publish<Name extends Topic>(topic: Name, body: SharedState[Name]): void;
  /** What arrives is whatever another process sent: the listener checks it. */
  onShared(topic: Topic, listener: (body: unknown) => void): void;
  /** Told that a worker has begun to listen, which knows nothing of what was published before. */
  onJoined(listener: () => void): void;
  /** How this worker tells its metrics. */
  onMetricsWanted(read: () => Promise<MetricsOfProcess>): void;
  /** The metrics of every worker; of those that answer in time. */
  metricsOfAll(): Promise<readonly MetricsOfProcess[]>;
  /** Settles when the primary wants this worker to end, or is gone. */
  stopRequested(): Promise<void>;
  /** Hangs up, so that the process can end. */
  close(): void;
}

/** The part of a process by which it speaks with the one that forked it. */
export interface ForkedProcess {
  send?(message: object): boolean;
  readonly connected: boolean;
  disconnect(): void;
  on(event: 'message', listener: (message: unknown) => void): unknown;
  on(event: 'disconnect' | 'SIGTERM' | 'SIGINT', listener: () => void): unknown;
}

/** Longer than the primary waits for the slowest worker. */
const metricsTimeoutMs = 2000;

export function createWorkerChannel(forked: ForkedProcess, clock: Clock): WorkerChannel {
  const listeners = new Map<Topic, (body: unknown) => void>();
  const scrapes = new Map<number, (parts: readonly MetricsOfProcess[]) => void>();
  const stop = Promise.withResolvers<undefined>();
  let scrapesBegun = 0;
  const joined: (() => void)[] = [];
  let readMetrics = async (): Promise<MetricsOfProcess> => [];
  const send = (message: MessageToPrimary): void => {
    if (forked.connected) forked.send?.(envelopeOf(message));
  };
  const requestStop = (): void => {
    stop.resolve(undefined);
  };
  const receive = (message: MessageToWorker): void => {
    if (message.kind === 'stop') requestStop();
    else if (message.kind === 'joined') for (const listener of joined) listener();
    else if (message.kind === 'shared') listeners.get(message.topic)?.(message.body);
    else if (message.kind === 'metrics-of-all') scrapes.get(message.id)?.(message.parts);
    else void answerMetrics(message.id);
  };
  const answerMetrics = async (id: number): Promise<void> => {
    send({ kind: 'metrics', id, metrics: await readMetrics().catch(() => []) });
  };
  forked.on('message', (sent) => {
    const message = messageToWorker(sent);
    if (message !== undefined) receive(message);
  });
  forked.on('disconnect', requestStop);
  // Ctrl-C and process managers signal the whole group: the primary is told as well, and decides.
  forked.on('SIGTERM', requestStop);
  forked.on('SIGINT', requestStop);
  return {
    ready: (notice) => {
      send({ kind: 'ready', notice });
    },
    publish: (topic, body) => {
      send({ kind: 'share', topic, body });
    },
    onShared: (topic, listener) => {
      listeners.set(topic, listener);
    },
    onJoined: (listener) => {
      joined.push(listener);
    },
    onMetricsWanted: (read) => {
      readMetrics = read;
    },
    metricsOfAll() {
      const id = (scrapesBegun += 1);
      return new Promise((resolve) => {
        const settle = (parts: readonly MetricsOfProcess[]): void => {
          cancel();
          scrapes.delete(id);
          resolve(parts);
        };
        const cancel = clock.schedule(metricsTimeoutMs, () => {
          // Without a primary there is at least what this worker knows itself.
          readMetrics().then(
            (own) => {
              settle([own]);
            },
            () => {
              settle([]);
            },
          );
        });
        scrapes.set(id, settle);
        send({ kind: 'metrics-of-all', id });
      });
    },
    stopRequested: () => stop.promise,
    close: () => {
      if (forked.connected) forked.disconnect();
    },
  };
}
