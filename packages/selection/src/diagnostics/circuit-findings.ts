import { against, type Finding } from './finding.js';
import type { DiagnosisCircuit, DiagnosisCode } from './provider-diagnosis.js';
import type { CircuitFacts, ProviderFacts } from './provider-facts.js';

/**
 * What circuits have against a provider. The endpoint's counts by itself; those of keys and models only when they
 * leave no other key or model.
 */
export function circuitFindings(facts: ProviderFacts, nowMs: number): readonly Finding[] {
  const away = facts.circuits.filter((circuit) => circuit.gates && isAway(circuit, nowMs));
  const inScope = (scope: CircuitFacts['scope']) => away.filter((circuit) => circuit.scope === scope);
  const usableKeys = facts.keyCount - facts.placeholderKeyCount;
  const keys = inScope('credential');
  const models = inScope('model');
  return [
    ...inScope('endpoint').map((circuit) => blocked(circuit, nowMs)),
    ...onlyWhenAll(keys, { total: usableKeys, otherwise: 'Its other keys are used meanwhile.', nowMs }),
    ...onlyWhenAll(models, {
      total: facts.allowedModelCount,
      otherwise: 'Its other models are used meanwhile.',
      nowMs,
    }),
  ];
}

/** The worst circuit that is not simply closed, whether it gates or not. */
export function worstCircuit(circuits: readonly CircuitFacts[], nowMs: number): DiagnosisCircuit | undefined {
  const [worst] = circuits
    .filter((circuit) => circuit.state !== 'closed' || isAway(circuit, nowMs))
    .toSorted(
      (left, right) =>
        severity[right.state] - severity[left.state] ||
        scopeRank[left.scope] - scopeRank[right.scope] ||
        (left.name < right.name ? -1 : 1),
    );
  if (worst === undefined) return undefined;
  const { scope, name, state, eligibleAtMs } = worst;
  return { scope, name, state, ...(eligibleAtMs === undefined ? {} : { eligibleAtMs }) };
}

const severity: Readonly<Record<CircuitFacts['state'], number>> = {
  closed: 0,
  'half-open': 1,
  open: 2,
  isolated: 3,
};
const scopeRank: Readonly<Record<CircuitFacts['scope'], number>> = { endpoint: 0, credential: 1, model: 2 };

/** Half-open is not away: its next call is the probe. Neither is open once its time is over. */
function isAway({ state, eligibleAtMs }: CircuitFacts, nowMs: number): boolean {
  return (
    state === 'isolated' || nowMs < (eligibleAtMs ?? 0) || (state === 'open' && eligibleAtMs === undefined)
  );
}

function onlyWhenAll(
  circuits: readonly CircuitFacts[],
  { total, otherwise, nowMs }: { readonly total: number; readonly otherwise: string; readonly nowMs: number },
): readonly Finding[] {
  if (circuits.length === 0) return [];
  if (total > 0 && circuits.length >= total) return circuits.map((circuit) => blocked(circuit, nowMs));
  return circuits.map((circuit) => ({ suggestion: `${describe(circuit, nowMs)}. ${otherwise}` }));
}

function blocked(circuit: CircuitFacts, nowMs: number): Finding {
  return against(codeOf(circuit), describe(circuit, nowMs), adviceFor(circuit));
}

function codeOf({ state }: CircuitFacts): DiagnosisCode {
  if (state === 'isolated') return 'isolated';
  return state === 'open' ? 'circuit_open' : 'resting';
}

function describe({ scope, name, state, eligibleAtMs }: CircuitFacts, nowMs: number): string {
  const what = { endpoint: 'the endpoint', credential: 'the key', model: 'the model' }[scope];
  const how = state === 'closed' || state === 'half-open' ? 'rests' : `has an ${state} circuit`;
  if (eligibleAtMs === undefined || eligibleAtMs <= nowMs) return `${what} ${name} ${how}`;
  const seconds = Math.ceil((eligibleAtMs - nowMs) / 1000);
  return `${what} ${name} ${how} for another ${seconds} s, until ${isoTime(eligibleAtMs)}`;
}

/** A rest may have no end that a date can hold. */
function isoTime(ms: number): string {
  return Number.isFinite(ms) && ms < 8.64e15 ? new Date(ms).toISOString() : 'further notice';
}

function adviceFor({ scope, state }: CircuitFacts): string {
  if (state === 'isolated') return 'It was isolated by hand: release it by hand.';
  if (scope === 'credential') return 'Check the key, its rights and the balance of the account.';
  return 'It is tried again by itself; other providers answer meanwhile.';
}
