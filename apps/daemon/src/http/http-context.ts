import type { CallsInFlight } from './calls-in-flight.js';
import type { OverloadGuard } from './overload-guard.js';
import type { RequestRecord } from './request-record.js';
import type { RoutedRegistry } from './routed-registry.js';
import type { SseWriterOptions } from './sse-writer.js';

/** What the routes share. Made once by the composition root. */
export interface HttpContext {
  readonly registry: RoutedRegistry;
  readonly calls: CallsInFlight;
  /** Refuses calls while there is too much to do. Absent: none is refused. */
  readonly overload?: OverloadGuard | undefined;
  /** Both vendors are simulators: every answer says so. */
  readonly sandbox: boolean;
  /** Lists of models name mapped names too. @default false */
  readonly listMappedModels?: boolean;
  /** The operator wants prompts in the log. */
  readonly logPrompts: boolean;
  /** How streams deal with readers that are slow, and with silence. */
  readonly sse: SseWriterOptions;
  readonly version: string;
  /** Which of how many processes that share the port. Absent: there is only this one. */
  readonly worker?: number;
  readonly workers?: number;
  readonly startedAtMs: number;
  nowMs(): number;
  /** The daemon is going down: nothing new is taken. */
  isDraining(): boolean;
  /** The Prometheus text and its content type. */
  metrics(): Promise<{ readonly contentType: string; readonly text: string }>;
  /** Told that somebody changed a circuit by hand. */
  circuitsTouched?(): void;
  /** Told of each request once its answer is out or its client is gone. */
  requestEnded(record: RequestRecord, status: number): void;
}

declare module 'fastify' {
  interface FastifyRequest {
    record: RequestRecord;
  }
}
