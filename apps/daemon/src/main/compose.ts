import { randomUUID } from 'node:crypto';
import type { EffectiveConfig } from '@reg/config';
import { systemClock, type Clock } from '@reg/core';
import type { Registry } from '@reg/registry';
import { createCallsInFlight } from '../http/calls-in-flight.js';
import { createServer, type GatewayServer } from '../http/create-server.js';
import { createOverloadGuard } from '../http/overload-guard.js';
import { createClientKeys } from '../keys/client-keys.js';
import { createLineBatch, pipeWriteBytes } from '../telemetry/line-batch.js';
import { createLogger } from '../telemetry/logger.js';
import { createMetrics } from '../telemetry/metrics.js';
import { logRequest } from '../telemetry/request-log.js';
import { version } from '../version.js';
import { createCircuitExchange } from '../workers/circuit-exchange.js';
import type { WorkerOf } from '../workers/share-limits.js';
import type { WorkerChannel } from '../workers/worker-channel.js';
import { allSecrets } from './all-secrets.js';
import { createCircuitFile } from './circuit-file.js';
import { drain } from './drain.js';
import { refuseOpenGateway } from './open-to-network.js';
import { openRegistry } from './open-registry.js';
import { createSnapshotFile } from './snapshot-file.js';

export interface ComposeOptions {
  readonly config: EffectiveConfig;
  /** Takes each log line. @default standard output */
  writeLog?(line: string): void;
  readonly clock?: Clock;
  newRequestId?(): string;
  /** It is one of several processes that share the port. */
  readonly seat?: WorkerSeat;
}

/** Which of several processes that share the port, and its line to the others. */
export interface WorkerSeat extends WorkerOf {
  readonly channel: WorkerChannel;
}

/** A daemon, ready to listen. */
export interface Daemon {
  readonly server: GatewayServer;
  readonly registry: Registry;
  /** Both vendors are the embedded simulators. */
  readonly sandbox: boolean;
  /** Listens on the configured address; the URL says which port it got. */
  listen(): Promise<string>;
  /** Refuses new calls, lets those in progress finish for the drain time, closes everything. Idempotent. */
  close(): Promise<void>;
}

/**
 * Builds the whole daemon from its configuration: the one place that knows every part.
 *
 * @throws ConfigurationError when it would be open to the network without keys, or its client keys cannot be read.
 */
export async function compose(options: ComposeOptions): Promise<Daemon> {
  const { clock = systemClock, seat } = options;
  const metrics = createMetrics({ process: true });
  const lines = createLineBatch((text) => process.stdout.write(text), {
    clock,
    ...(seat === undefined ? {} : { maxWriteBytes: pipeWriteBytes }),
  });
  // Whatever ends the process, its last lines are what explains it.
  process.once('exit', lines.flush);
  const logger = createLogger({
    level: options.config.server.logLevel,
    secrets: allSecrets(options.config),
    write: options.writeLog ?? lines.add,
    ...(seat === undefined ? {} : { worker: seat.worker }),
  });
  const { stateDir, server: address } = options.config;
  const later = options.writeLog === undefined ? lines.later : undefined;
  const clientKeys = createClientKeys({
    ...{ stateDir, port: address.port, clock, logger },
    onSpent: (name, costUsd) => {
      metrics.keySpent(name, costUsd);
    },
    others: seat,
  });
  refuseOpenGateway(options.config, clientKeys);
  // Files are written by one of several processes, which knows what the others learn.
  const writesFiles = seat === undefined || seat.worker === 1;
  const circuitFile = createCircuitFile({ stateDir, port: address.port, clock, logger, writes: writesFiles });
  const exchange = seat === undefined ? undefined : createCircuitExchange({ ...seat, clock });
  const observers = [
    metrics.observer,
    circuitFile.observer,
    ...(exchange === undefined ? [] : [exchange.observer]),
  ];
  const opened = await openRegistry(options.config, { observers, clock });
  const { config, registry, sandbox } = opened;
  // What happened to simulators is of no use to anybody.
  if (!sandbox) await circuitFile.start(registry);
  exchange?.start(registry);
  seat?.channel.onMetricsWanted(() => metrics.parts());
  const calls = createCallsInFlight((count) => {
    metrics.setInFlight(count);
  });
  const { enabled: guarded, ...overloadLimits } = config.server.overload;
  const overload = guarded
    ? createOverloadGuard({
        clock,
        ...overloadLimits,
        activeMs: () => performance.eventLoopUtilization().active,
        onTurnEnd: setImmediate,
        onChange(view) {
          logger.warn(view, view.intakeMs === undefined ? 'no more overload' : 'overload: calls are refused');
        },
      })
    : undefined;
  let closing: Promise<void> | undefined;
  const server = createServer(
    {
      registry,
      calls,
      overload,
      sandbox,
      listMappedModels: config.routing.listMappedModels,
      sse: {
        clock,
        readerTimeoutMs: config.server.readerTimeoutMs,
        heartbeatMs: config.server.heartbeatMs,
      },
      logPrompts: config.server.logPrompts,
      version,
      startedAtMs: clock.nowMs(),
      nowMs: () => clock.nowMs(),
      isDraining: () => closing !== undefined,
      metrics: async () =>
        seat === undefined ? metrics.read() : metrics.together(await seat.channel.metricsOfAll()),
      ...(seat === undefined ? {} : { worker: seat.worker, workers: seat.count }),
      ...(exchange === undefined ? {} : { circuitsTouched: exchange.touched }),
      requestEnded(record, status) {
        if (record.errorCode === 'overloaded') metrics.callRefused();
        metrics.requestEnded({ route: record.route ?? 'none', status, key: record.client?.name });
        const durationMs = clock.nowMs() - record.startedAtMs;
        void logRequest(logger, record, { status, durationMs }, later);
      },
    },
    {
      apiKeys: config.server.apiKeys,
      clientKeys,
      bodyLimitBytes: config.server.bodyLimitBytes,
      requestTimeoutMs: config.server.requestTimeoutMs,
      newRequestId: options.newRequestId ?? (() => `req-${randomUUID()}`),
    },
  );
  const snapshotFile = createSnapshotFile({
    stateDir: config.stateDir,
    clock,
    logger,
    diagnoseAll: () => registry.diagnoseAll(),
    // Whoever wants to end the daemon ends the process that started this one.
    pid: seat === undefined ? process.pid : process.ppid,
  });
  async function shutDown(): Promise<void> {
    logger.info({ inFlight: calls.count }, 'draining');
    await drain(server, { calls, clock, drainTimeoutMs: config.server.drainTimeoutMs });
    await snapshotFile.remove();
    exchange?.close();
    await circuitFile.close();
    await clientKeys.close();
    await opened.close();
    overload?.close();
    logger.info('stopped');
    lines.flush();
    process.off('exit', lines.flush);
  }
  return {
    server,
    registry,
    sandbox,
    async listen() {
      await clientKeys.start({ lasting: !sandbox, writes: writesFiles });
      const url = await server.listen({ host: oneAddress(config.server.host), port: config.server.port });
      if (writesFiles) await snapshotFile.start(url);
      logger.info({ url, sandbox, version }, 'listening');
      for (const { message } of registry.diagnoseModelMap()) logger.warn(`routing.modelMap: ${message}`);
      return url;
    },
    close() {
      closing ??= shutDown();
      return closing;
    },
  };
}

/** For `localhost` Fastify would open a second server on ::1, whose connections no drain could close. */
function oneAddress(host: string): string {
  return host === 'localhost' ? '127.0.0.1' : host;
}
