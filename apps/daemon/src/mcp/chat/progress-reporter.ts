import type { Clock } from '@reg/core';

/** One `notifications/progress`: seconds since the call began, and what is going on. */
export interface Progress {
  readonly progress: number;
  readonly message: string;
}

/** Tells a host that a chat goes on. */
export interface ProgressReporter {
  /** What is going on now; sent at once or, if something was sent a moment ago, with the next one. */
  report(message: string): void;
  /** Nothing is sent any more. */
  stop(): void;
}

export interface ProgressReporterOptions {
  readonly clock: Clock;
  /** Rejections are the transport's affair and are ignored here. */
  send(progress: Progress): Promise<void>;
  /** Time between two of them at least. @default 250 */
  readonly minIntervalMs?: number;
  /** When nothing happens the last one is repeated, so that hosts do not take a long thought for a hang. @default 5000 */
  readonly heartbeatMs?: number;
}

/**
 * Progress at a bounded rate. Its number is the time, because it must grow with every notification, also while a
 * call waits for its first token; and nothing is sent while the last one is not yet written.
 */
export function createProgressReporter(options: ProgressReporterOptions): ProgressReporter {
  const { clock, minIntervalMs = 250, heartbeatMs = 5000 } = options;
  const startedAtMs = clock.nowMs();
  let sentAtMs = Number.NEGATIVE_INFINITY;
  let lastProgress = 0;
  let latest = '';
  let isWriting = false;
  let isStopped = false;
  let cancelBeat: (() => void) | undefined;

  const send = (): void => {
    if (isWriting || isStopped) return;
    const nowMs = clock.nowMs();
    sentAtMs = nowMs;
    lastProgress = Math.max((nowMs - startedAtMs) / 1000, lastProgress + 0.001);
    isWriting = true;
    const settled = () => {
      isWriting = false;
    };
    options
      .send({ progress: Math.round(lastProgress * 1000) / 1000, message: latest })
      .then(settled, settled);
  };
  const beat = (): void => {
    cancelBeat = clock.schedule(heartbeatMs, () => {
      if (clock.nowMs() - sentAtMs >= heartbeatMs) send();
      beat();
    });
  };
  beat();

  return {
    report(message) {
      latest = message;
      if (clock.nowMs() - sentAtMs >= minIntervalMs) send();
    },
    stop() {
      isStopped = true;
      cancelBeat?.();
    },
  };
}
