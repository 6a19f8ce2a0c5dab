import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyRequirement, anySnapshot } from '../testing-fixtures/arbitraries.js';
import { rank, rankWith } from './rank.js';

const inputs = { requirement: anyRequirement, snapshot: anySnapshot, seed: fc.integer() };

describe('laws of rank', () => {
  it('gives the same bytes for the same inputs', () => {
    fc.assert(
      fc.property(fc.record(inputs), ({ requirement, snapshot, seed }) => {
        const copies = structuredClone({ requirement, snapshot, seed });
        const again = rank(copies.requirement, copies.snapshot, copies.seed);
        expect(JSON.stringify(again)).toBe(JSON.stringify(rank(requirement, snapshot, seed)));
      }),
    );
  });

  it('decides of one view as if it had never decided of it before, whatever was asked and whenever', () => {
    const asked = fc.array(fc.tuple(anyRequirement, fc.integer()), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(anySnapshot, asked, (snapshot, requirements) => {
        for (const [requirement, seed] of [...requirements, ...requirements]) {
          const fresh = rankWith({ requirement, snapshot, seed });
          expect(rank(requirement, snapshot, seed)).toEqual(fresh);
          const later = { ...requirement, nowMs: requirement.nowMs + 1_000 };
          expect(rank(later, snapshot, seed)).toEqual(rankWith({ requirement: later, snapshot, seed }));
        }
      }),
    );
  });

  it('places or rejects every candidate, once, in gapless positions, each with a reason', () => {
    fc.assert(
      fc.property(fc.record(inputs), ({ requirement, snapshot, seed }) => {
        const { ranked, rejected } = rank(requirement, snapshot, seed);
        const told = [...ranked, ...rejected].map(({ target }) => target).toSorted();
        expect(told).toEqual(snapshot.candidates.map(({ target }) => target).toSorted());
        expect(ranked.map(({ position }) => position)).toEqual(ranked.map((_, index) => index + 1));
        for (const { reasons } of [...ranked, ...rejected]) expect(reasons.length).toBeGreaterThan(0);
      }),
    );
  });

  it('does not depend on the order of the candidates', () => {
    const shuffled = fc.record(inputs).chain((given) =>
      fc
        .shuffledSubarray([...given.snapshot.candidates], {
          minLength: given.snapshot.candidates.length,
        })
        .map((candidates) => ({ ...given, other: { ...given.snapshot, candidates } })),
    );
    fc.assert(
      fc.property(shuffled, ({ requirement, snapshot, other, seed }) => {
        expect(rank(requirement, other, seed)).toEqual(rank(requirement, snapshot, seed));
      }),
    );
  });

  it('changes nothing of what it is given', () => {
    fc.assert(
      fc.property(fc.record(inputs), ({ requirement, snapshot, seed }) => {
        const before = structuredClone({ requirement, snapshot });
        rank(requirement, snapshot, seed);
        expect({ requirement, snapshot }).toEqual(before);
      }),
    );
  });

  it('ranks nothing that costs money when only free models were asked for', () => {
    fc.assert(
      fc.property(fc.record(inputs), ({ requirement, snapshot, seed }) => {
        const { ranked } = rank({ ...requirement, freeOnly: true }, snapshot, seed);
        expect(ranked.every(({ free }) => free)).toBe(true);
      }),
    );
  });

  it('ranks only what was asked for by name when fallback is not allowed', () => {
    fc.assert(
      fc.property(fc.record(inputs), ({ requirement, snapshot, seed }) => {
        const explicitTargets = ['b/1', 'a/1'];
        const asked = { ...requirement, explicitTargets, allowFallback: false };
        for (const { target } of rank(asked, snapshot, seed).ranked)
          expect(explicitTargets).toContain(target);
      }),
    );
  });

  it('ranks an isolated candidate never and an open one only alone, as a probe', () => {
    fc.assert(
      fc.property(fc.record(inputs), ({ requirement, snapshot, seed }) => {
        const { ranked } = rank(requirement, snapshot, seed);
        const closedOff = snapshot.candidates.filter(
          ({ circuit }) =>
            circuit.gates &&
            (circuit.state === 'isolated' ||
              (circuit.state === 'open' && (circuit.eligibleAtMs ?? Infinity) > requirement.nowMs)),
        );
        for (const { target, circuit } of closedOff) {
          if (!ranked.some((candidate) => candidate.target === target)) continue;
          expect(circuit.state).toBe('open');
          expect(ranked).toHaveLength(1);
          expect(ranked[0]?.reasons[0]?.code).toBe('all_circuits_open_probe');
        }
      }),
    );
  });
});
