import { circuitFindings, worstCircuit } from './circuit-findings.js';
import { configurationFindings } from './configuration-findings.js';
import type { ProviderDiagnosis } from './provider-diagnosis.js';
import type { DiagnosisContext, ProviderFacts } from './provider-facts.js';
import { publicUrl } from './public-url.js';

/** Whether a provider can be used, every reason why not, and what to do. Pure: asks and changes nothing. */
export function diagnoseProvider(facts: ProviderFacts, context: DiagnosisContext): ProviderDiagnosis {
  const { nowMs } = context;
  const findings = [...configurationFindings(facts, context), ...circuitFindings(facts, nowMs)];
  const reasons = findings.flatMap(({ reason }) => (reason === undefined ? [] : [reason]));
  const suggestions = findings.flatMap(({ suggestion }) => (suggestion === undefined ? [] : [suggestion]));
  const circuit = worstCircuit(facts.circuits, nowMs);
  return {
    provider: facts.provider,
    type: facts.type,
    usable: reasons.length === 0,
    registered: facts.registered,
    initialized: facts.initialized,
    keyPresent: facts.keyCount > 0,
    ...(facts.keyName === undefined ? {} : { keyName: facts.keyName }),
    keyIsPlaceholder: facts.keyCount > 0 && facts.placeholderKeyCount >= facts.keyCount,
    ...(facts.baseUrl === undefined ? {} : { baseUrl: publicUrl(facts.baseUrl) }),
    reasons: withoutRepeats(reasons),
    suggestions: [...new Set(suggestions)],
    ...(circuit === undefined ? {} : { circuit }),
    source: 'local',
    asOfMs: nowMs,
  };
}

/** A registration may state a problem that its facts show as well: one code, one reason, unless both say more. */
function withoutRepeats(reasons: ProviderDiagnosis['reasons']): ProviderDiagnosis['reasons'] {
  const repeatable: ReadonlySet<string> = new Set(['circuit_open', 'resting', 'isolated']);
  return reasons.filter(
    ({ code }, position) =>
      repeatable.has(code) || reasons.findIndex((reason) => reason.code === code) === position,
  );
}
