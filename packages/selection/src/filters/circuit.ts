import type { CandidateCircuit } from '@reg/core';
import { noFindings, reject, type CandidateFilter } from './candidate-filter.js';

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
    if (circuit.state === 'closed' || circuit.state === 'half-open') {
      return isEligible(circuit, requirement.nowMs)
        ? noFindings
        : reject('resting', `its vendor asked to be left alone until ${timeOf(circuit)}`);
    }
    return circuit.eligibleAtMs !== undefined && isEligible(circuit, requirement.nowMs)
      ? noFindings
      : reject('circuit_open', `its circuit is open until ${timeOf(circuit)}`);
  },
};

function isEligible(circuit: CandidateCircuit, nowMs: number): boolean {
  return nowMs >= (circuit.eligibleAtMs ?? 0);
}

/** A Retry-After may be anything, and beyond this no date can be written. */
const lastDateMs = 8.64e15;

function timeOf({ eligibleAtMs = Infinity }: CandidateCircuit): string {
  return eligibleAtMs > lastDateMs ? 'further notice' : new Date(eligibleAtMs).toISOString();
}
