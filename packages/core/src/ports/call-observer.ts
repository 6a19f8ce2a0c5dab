import type { AttemptRecord, CircuitState, Decision, RouteReport } from './routing.js';

/**
 * Is told what happens. Every method is optional, none may throw into a call (a throw is swallowed and counted)
 * and none is awaited.
 */
export interface CallObserver {
  decided?(decision: Decision): void;
  attemptStarted?(event: AttemptStarted): void;
  attemptEnded?(record: AttemptRecord, callId: string | undefined): void;
  /** The whole call ended, well or not. */
  callEnded?(report: RouteReport, error?: unknown): void;
  circuitChanged?(event: CircuitChanged): void;
}

export interface AttemptStarted {
  readonly number: number;
  readonly target: string;
  readonly provider: string;
  readonly model: string;
  readonly startedAtMs: number;
}

export interface CircuitChanged {
  readonly scope: 'credential' | 'model' | 'endpoint';
  /** The credential id, the target, or the provider id. */
  readonly name: string;
  readonly from: CircuitState;
  readonly to: CircuitState;
  readonly atMs: number;
  /** Another process that serves the same targets found it out, and this one only follows. */
  readonly adopted?: true;
}
