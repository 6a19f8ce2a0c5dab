import type { DiagnosisReason } from './provider-diagnosis.js';

/** One thing that a diagnosis says: against the provider, or merely worth doing. */
export interface Finding {
  /** Absent: it can be used all the same. */
  readonly reason?: DiagnosisReason;
  readonly suggestion?: string;
}

export function against(code: DiagnosisReason['code'], message: string, suggestion?: string): Finding {
  return { reason: { code, message }, ...(suggestion === undefined ? {} : { suggestion }) };
}
