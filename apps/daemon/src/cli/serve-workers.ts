import cluster, { type Worker } from 'node:cluster';
import type { EffectiveConfig } from '@reg/config';
import { systemClock } from '@reg/core';
import { allSecrets } from '../main/all-secrets.js';
import { createLogger } from '../telemetry/logger.js';
import { version } from '../version.js';
import { createSupervisor, WorkerNotStarted, type WorkerProcess } from '../workers/supervisor.js';
import { envelopeOf, type ReadyNotice } from '../workers/worker-message.js';

export interface ServeWorkersOptions {
  readonly config: EffectiveConfig;
  readonly count: number;
  /** Settles when the daemon is to end. */
  readonly stop: Promise<void>;
  onReady(notice: ReadyNotice): void;
}

/** What a worker gets beyond the drain time for its last words and its files. */
const farewellMs = 5000;

/**
 * Runs the daemon as several processes that share the port, and answers the exit code. This process serves nobody: it
 * starts the others, passes on what they tell each other, and ends with them.
 */
export async function serveWorkers({ config, count, stop, onReady }: ServeWorkersOptions): Promise<number> {
  const { logLevel, drainTimeoutMs } = config.server;
  const logger = createLogger({
    level: logLevel,
    secrets: allSecrets(config),
    write: (line) => process.stdout.write(line),
  });
  const supervisor = createSupervisor({
    count,
    clock: systemClock,
    stopTimeoutMs: drainTimeoutMs + farewellMs,
    fork: (worker) => fork(worker, count),
    onReady(worker) {
      logger.info({ ...worker, version }, 'worker listens');
    },
    onEnded(ending) {
      logger.error(ending, 'worker ended, another one is started');
    },
  });
  // A second signal ends this process at once, and must not leave the others behind.
  const killAll = (): void => {
    supervisor.kill();
  };
  process.once('exit', killAll);
  try {
    onReady(await supervisor.start());
    await stop;
    logger.info({ workers: count }, 'draining');
    return 0;
  } catch (error) {
    if (error instanceof WorkerNotStarted) return error.ending.code ?? 1;
    throw error;
  } finally {
    await supervisor.stop();
    process.off('exit', killAll);
  }
}

function fork(worker: number, count: number): WorkerProcess {
  const seat = ['--workers', String(count), '--worker', String(worker)];
  cluster.setupPrimary({ args: [...process.argv.slice(2), ...seat] });
  return asWorkerProcess(cluster.fork());
}

function asWorkerProcess(forked: Worker): WorkerProcess {
  return {
    pid: forked.process.pid ?? 0,
    send(message) {
      // One that has just ended does not hear it, and that is no failure.
      if (forked.isConnected()) forked.send(envelopeOf(message), () => undefined);
    },
    kill: () => forked.process.kill('SIGKILL'),
    onMessage: (listener) => forked.on('message', listener),
    onExit: (listener) =>
      forked.once('exit', (code: number | null, signal: string | null) => {
        listener({ code, signal });
      }),
  };
}
