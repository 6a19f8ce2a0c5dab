import type { CandidateCircuit } from '@reg/core';
import { noFindings, reject, type CandidateFilter, type Finding } from './candidate-filter.js';

/** Keeps away from what is known to fail now. A circuit that does not gate (log-only) is never a reason. */
export const circuitFilter: CandidateFilter = {
  name: 'circuit',
  check({ candidate }, { requirement }) {
    const { circuit } = candidate;
    if (!circuit.gates) return noFindings;
    if (circuit.state === 'isolated') return reject('isolated', 'taken out of use by hand');
    if (circuit.probeInFlight) {
      return reject('probe_in_flight', 'its circuit is half-open and one call is already probing it');
    }
    // Before the open time: it is never cut short by a probe.
    if (requirement.nowMs < restEndMs(circuit)) {
      return reject('resting', `its vendor asked to be left alone until ${timeOf(circuit)}`);
    }
    if (circuit.state !== 'open') return rampNote(circuit);
    return requirement.nowMs >= (circuit.eligibleAtMs ?? Infinity)
      ? noFindings
      : reject('circuit_open', `its circuit is open until ${timeOf(circuit)}`);
  },
};

/** No reason to drop it: who begins an attempt is told to go elsewhere first, as long as there is an elsewhere. */
function rampNote({ rampUp }: CandidateCircuit): readonly Finding[] {
  if (rampUp === undefined) return noFindings;
  const message = `it recovered lately and takes ${rampUp.limit} at once until it proves well (${rampUp.inFlight} in flight)`;
  return [{ reason: { code: 'ramping_up', message }, effect: 'note' }];
}

/** From when on this filter lets it through, milliseconds since the epoch; infinite when time alone never does. */
export function usableFromMs(circuit: CandidateCircuit): number {
  const { gates, state, probeInFlight, eligibleAtMs = Infinity } = circuit;
  if (!gates) return -Infinity;
  if (state === 'isolated' || probeInFlight) return Infinity;
  return state === 'open' ? Math.max(restEndMs(circuit), eligibleAtMs) : restEndMs(circuit);
}

/** The vendor's own word; without an open time, what keeps a candidate can only be a rest. */
function restEndMs({ state, restUntilMs = 0, eligibleAtMs = 0 }: CandidateCircuit): number {
  return state === 'open' ? restUntilMs : Math.max(restUntilMs, eligibleAtMs);
}

/** A Retry-After may be anything, and beyond this no date can be written. */
const lastDateMs = 8.64e15;

function timeOf({ eligibleAtMs = Infinity }: CandidateCircuit): string {
  return eligibleAtMs > lastDateMs ? 'further notice' : new Date(eligibleAtMs).toISOString();
}
