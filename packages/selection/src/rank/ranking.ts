import type { RegistrySnapshot, Requirement } from '@reg/core';
import { callTarget, type CallTarget } from './call-target.js';
import { decisionKindOf, type DecisionKind } from './decision-id.js';
import { firstChoice } from './first-choice.js';
import { placementOf, type Placement } from './placement.js';

/** The order of the candidates for requests of one kind, worked out as far as somebody asked. */
export interface Ranking {
  /** Who is called first; `undefined` when nobody can be. */
  first(): CallTarget | undefined;
  /** Every candidate, in order or rejected. */
  placement(): Placement;
  /** What the names of all decisions of this ranking have in common, where it serves more than one. */
  kind?(): DecisionKind;
}

/** A ranking by the default rules. Requirement and snapshot are immutable, so it is the same whenever it is made. */
export class LazyRanking implements Ranking {
  readonly requirement: Requirement;
  readonly #snapshot: RegistrySnapshot;
  #placement: Placement | undefined;
  #first: CallTarget | undefined;
  #isFirstKnown = false;
  #kind: DecisionKind | undefined;

  constructor(requirement: Requirement, snapshot: RegistrySnapshot) {
    this.requirement = requirement;
    this.#snapshot = snapshot;
  }

  first(): CallTarget | undefined {
    if (!this.#isFirstKnown) {
      this.#first = this.#findFirst();
      this.#isFirstKnown = true;
    }
    return this.#first;
  }

  placement(): Placement {
    this.#placement ??= placementOf(this.requirement, this.#snapshot);
    return this.#placement;
  }

  kind(): DecisionKind {
    this.#kind ??= decisionKindOf(this.requirement);
    return this.#kind;
  }

  #findFirst(): CallTarget | undefined {
    // Where nobody is free to answer, it is for the whole placement to say whether an open circuit may be probed.
    return firstChoice(this.requirement, this.#snapshot) ?? firstPlaced(this.placement());
  }
}

/** A ranking that is worked out already. */
export function rankingOf(placement: Placement): Ranking {
  return { placement: () => placement, first: () => firstPlaced(placement) };
}

function firstPlaced({ ranked: [first] }: Placement): CallTarget | undefined {
  return first && callTarget(first);
}
