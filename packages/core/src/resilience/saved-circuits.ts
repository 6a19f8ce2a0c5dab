import { CircuitState as PolicyState } from 'cockatiel';
import type { CircuitScope } from '../ports/failure.js';
import { savedState, type SavedCircuit } from './circuit.js';

/** Circuits as they are written down. Plain JSON without secrets: keys are named, not shown. */
export interface SavedCircuits {
  readonly version: 1;
  readonly savedAtMs: number;
  readonly circuits: readonly SavedOwnedCircuit[];
}

export interface SavedOwnedCircuit {
  readonly scope: Exclude<CircuitScope, 'none'>;
  readonly name: string;
  /** Of a key: tells whether it was replaced since. */
  readonly fingerprint?: string;
  readonly circuit: SavedCircuit;
}

/** What one process learnt of one circuit, for others that serve the same targets. Plain JSON without secrets. */
export interface CircuitUpdate extends Omit<SavedOwnedCircuit, 'circuit'> {
  /** Absent: it is closed, with nothing to remember. */
  readonly circuit?: SavedCircuit;
}

/** More than any registry has; a larger file is not ours. */
const maxCircuits = 10_000;

/**
 * The circuits in a saved state that still mean something: isolated by hand, resting, or not yet past `keptForMs`
 * after the end of their open time. Anything else, whoever wrote it, is left out.
 */
export function readSavedCircuits(
  saved: unknown,
  { nowMs, keptForMs }: { readonly nowMs: number; readonly keptForMs: number },
): readonly SavedOwnedCircuit[] {
  if (!isRecord(saved) || saved['version'] !== 1 || !Array.isArray(saved['circuits'])) return [];
  return saved['circuits']
    .slice(0, maxCircuits)
    .filter(isOwned)
    .filter(({ circuit }) => {
      if (savedState(circuit) === 'isolated') return true;
      return nowMs < Math.max(circuit.eligibleAtMs + keptForMs, circuit.restUntilMs);
    });
}

/** The updates in what another process sent. Anything else is left out. */
export function readCircuitUpdates(sent: unknown): readonly CircuitUpdate[] {
  return Array.isArray(sent) ? sent.slice(0, maxCircuits).filter(isUpdate) : [];
}

function isUpdate(value: unknown): value is CircuitUpdate {
  if (!isRecord(value) || !hasOwner(value)) return false;
  const { circuit } = value;
  return circuit === undefined || (isRecord(circuit) && isCircuit(circuit));
}

function isOwned(value: unknown): value is SavedOwnedCircuit {
  return isUpdate(value) && value.circuit !== undefined;
}

function hasOwner({ scope, name }: Readonly<Record<string, unknown>>): boolean {
  return typeof name === 'string' && (scope === 'credential' || scope === 'model' || scope === 'endpoint');
}

function isCircuit(circuit: Readonly<Record<string, unknown>>): boolean {
  const { policy, openedAtMs, eligibleAtMs, restUntilMs, failedOpenings } = circuit;
  if (!isRecord(policy) || !isRecord(policy['ownState'])) return false;
  const { value, attemptNo = 0 } = policy['ownState'];
  // Half-open is written down as open: the probe of another process is not waited for.
  const states: readonly unknown[] = [PolicyState.Closed, PolicyState.Open, PolicyState.Isolated];
  return (
    states.includes(value) &&
    [eligibleAtMs, restUntilMs, failedOpenings, attemptNo].every(isCount) &&
    (attemptNo as number) <= maxAttemptNo &&
    (openedAtMs === undefined || isCount(openedAtMs))
  );
}

/** The policy walks its backoff that often when it is made. */
const maxAttemptNo = 10_000;

function isCount(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
