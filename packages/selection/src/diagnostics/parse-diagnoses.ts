import type { DiagnosisSource, ProviderDiagnosis } from './provider-diagnosis.js';

/** More providers than anybody has: what sends more is not a daemon of this kind. */
const maxDiagnoses = 1000;

/**
 * Diagnoses that come from another process, marked with their source; `undefined` when they are none. Another
 * version may have written them, so only what is read here is required, and codes are taken as they are.
 */
export function parseDiagnoses(
  value: unknown,
  source: Exclude<DiagnosisSource, 'local'>,
): readonly ProviderDiagnosis[] | undefined {
  if (!Array.isArray(value) || value.length > maxDiagnoses || !value.every(isDiagnosis)) return undefined;
  return value.map((diagnosis) => ({ ...diagnosis, source }));
}

const flags = ['usable', 'registered', 'initialized', 'keyPresent', 'keyIsPlaceholder'];

function isDiagnosis(value: unknown): value is ProviderDiagnosis {
  return (
    isRecord(value) &&
    typeof value['provider'] === 'string' &&
    typeof value['type'] === 'string' &&
    flags.every((name) => typeof value[name] === 'boolean') &&
    typeof value['asOfMs'] === 'number' &&
    isArrayOf(value['reasons'], isReason) &&
    isArrayOf(value['suggestions'], (suggestion) => typeof suggestion === 'string')
  );
}

function isReason(value: unknown): boolean {
  return isRecord(value) && typeof value['code'] === 'string' && typeof value['message'] === 'string';
}

function isArrayOf(value: unknown, isItem: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isItem);
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
