import type { CircuitState, ReasonCode } from '@reg/core';

/** Why one provider can or cannot be used, as of a moment. */
export interface ProviderDiagnosis {
  readonly provider: string;
  readonly type: string;
  /** Whether a call may go to it now: true exactly when there are no reasons. */
  readonly usable: boolean;
  readonly registered: boolean;
  readonly initialized: boolean;
  /** A key is there, be it a placeholder. */
  readonly keyPresent: boolean;
  /** The variable that holds it, if that is known. */
  readonly keyName?: string;
  /** Every key is one. */
  readonly keyIsPlaceholder: boolean;
  /** Without user name, password and query. */
  readonly baseUrl?: string;
  /** Every reason against it, not just the first. */
  readonly reasons: readonly DiagnosisReason[];
  /** What to do, for people; also about what is amiss without keeping it from use. */
  readonly suggestions: readonly string[];
  /** The worst of its circuits, when one is not closed or rests. */
  readonly circuit?: DiagnosisCircuit;
  /** Who found it out: this process, a daemon that was asked, or a daemon through its snapshot file. */
  readonly source: DiagnosisSource;
  /** When it was true, milliseconds since the epoch. */
  readonly asOfMs: number;
}

export type DiagnosisSource = 'local' | 'daemon' | 'snapshot';

export interface DiagnosisReason {
  readonly code: DiagnosisCode;
  readonly message: string;
}

/** Reasons that ranking knows, and those that concern a provider as a whole. */
export type DiagnosisCode = ReasonCode | 'no_models' | 'not_listening';

export interface DiagnosisCircuit {
  readonly scope: 'credential' | 'model' | 'endpoint';
  readonly name: string;
  readonly state: CircuitState;
  readonly eligibleAtMs?: number;
}
