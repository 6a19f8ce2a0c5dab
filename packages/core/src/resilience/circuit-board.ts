import type { CircuitChanged } from '../ports/call-observer.js';
import type { Clock } from '../ports/clock.js';
import type { CircuitScope, FailureDecision } from '../ports/failure.js';
import type { Random } from '../ports/random.js';
import type { CandidateCircuit, CircuitState } from '../ports/routing.js';
import {
  Circuit,
  type AcquireOptions,
  type CircuitPermit,
  type CircuitSettings,
  type CircuitView,
  type SavedCircuit,
} from './circuit.js';
import { failureRules } from './classify-failure.js';
import {
  readCircuitUpdates,
  readSavedCircuits,
  type CircuitUpdate,
  type SavedCircuits,
  type SavedOwnedCircuit,
} from './saved-circuits.js';

/** Circuits of all three scopes. */
export interface CircuitBoardSettings {
  /** Off: nothing is recorded and nothing gates. @default true */
  readonly enabled: boolean;
  /** Everything is recorded and nothing gates. @default false */
  readonly logOnly: boolean;
  readonly failureThreshold: number;
  /** Share of failures within the window that opens a circuit too, from above 0 to 1. */
  readonly failureRatio: number;
  /** Calls within the window before their ratio means anything. */
  readonly minimumCalls: number;
  readonly windowMs: number;
  /** First open time of endpoint and model circuits, milliseconds. */
  readonly openMs: number;
  /** First open time of a credential's circuit, milliseconds: a dead key rarely comes back by itself. */
  readonly credentialOpenMs: number;
  readonly maxOpenMs: number;
  /** Milliseconds after a recovery during which calls are admitted by and by; 0: all at once. */
  readonly rampUpMs: number;
}

export const defaultCircuitBoardSettings: CircuitBoardSettings = {
  enabled: true,
  logOnly: false,
  failureThreshold: 3,
  failureRatio: 0.5,
  minimumCalls: 10,
  windowMs: 60_000,
  openMs: 30_000,
  credentialOpenMs: 300_000,
  maxOpenMs: 600_000,
  rampUpMs: 30_000,
};

/** What an attempt goes through: the endpoint of a provider, one model on it, one key of it. */
export interface CircuitPath {
  readonly provider: string;
  readonly target: string;
  readonly credential?: string | undefined;
}

/** Whose circuit it is. */
export type CircuitOwner = Exclude<CircuitScope, 'none'>;

type Scope = CircuitOwner;

interface OwnedCircuit {
  readonly scope: Scope;
  readonly circuit: Circuit;
}

interface KnownPath {
  readonly provider: string;
  readonly circuits: readonly OwnedCircuit[];
}

/** The rights to one attempt on all circuits of its path. */
export interface PathPermit {
  success(): void;
  failure(decision: FailureDecision): void;
  /** The attempt was not made after all. */
  abandon(): void;
}

const noPermit: CircuitPermit = {
  success: () => undefined,
  failure: () => undefined,
  alive: () => undefined,
  abandon: () => undefined,
};

const freePermit: PathPermit = {
  success: () => undefined,
  failure: () => undefined,
  abandon: () => undefined,
};

/** Every circuit of a registry, made when first used. Names come from registrations, so there is a bound. */
export class CircuitBoard {
  readonly #circuits: Readonly<Record<Scope, Map<string, Circuit>>> = {
    endpoint: new Map(),
    model: new Map(),
    credential: new Map(),
  };
  /** By target, then by credential. */
  readonly #paths = new Map<string, Map<string | undefined, KnownPath>>();
  readonly #settings: CircuitBoardSettings;
  readonly #environment: {
    readonly clock: Clock;
    readonly random: Random;
    onChange?(event: CircuitChanged): void;
  };

  constructor(
    settings: CircuitBoardSettings,
    environment: { readonly clock: Clock; readonly random: Random; onChange?(event: CircuitChanged): void },
  ) {
    this.#settings = settings;
    this.#environment = environment;
  }

  /**
   * Takes up where another board stopped: before a restart, or on another machine. What is no saved state, and what
   * has run out since, is left out.
   */
  restore(saved: unknown, isStillThere: (owner: SavedOwnedCircuit) => boolean): void {
    const { maxOpenMs, enabled } = this.#settings;
    if (!enabled) return;
    const options = { nowMs: this.#environment.clock.nowMs(), keptForMs: maxOpenMs };
    for (const owned of readSavedCircuits(saved, options).filter(isStillThere)) {
      const { scope, name, circuit } = owned;
      this.#circuits[scope].set(name, this.#create(scope, name, circuit));
    }
    this.#paths.clear();
  }

  /** Goes on from what another process learnt meanwhile; what is no update is left out. */
  adopt(sent: unknown, isStillThere: (owner: CircuitUpdate) => boolean): void {
    if (!this.#settings.enabled) return;
    for (const update of readCircuitUpdates(sent).filter(isStillThere))
      this.#circuit(update.scope, update.name).adopt(update.circuit);
  }

  /** Everything that a restart should not forget: circuits that are not simply closed. Plain JSON. */
  save(fingerprintOf: (credential: string) => string | undefined): SavedCircuits {
    const circuits = this.#all().flatMap(({ scope, name, circuit }): readonly SavedOwnedCircuit[] => {
      const { state, eligibleAtMs } = circuit.view();
      if (state === 'closed' && eligibleAtMs === undefined) return [];
      const fingerprint = scope === 'credential' ? fingerprintOf(name) : undefined;
      return [
        { scope, name, ...(fingerprint === undefined ? {} : { fingerprint }), circuit: circuit.toJSON() },
      ];
    });
    return { version: 1, savedAtMs: this.#environment.clock.nowMs(), circuits };
  }

  /** Takes a circuit out of use by hand, until {@link CircuitBoard.reset}. */
  isolate(scope: CircuitOwner, name: string): void {
    this.#circuit(scope, name).isolate();
  }

  /** Closes a circuit by hand and forgets its failures. */
  reset(scope: CircuitOwner, name: string): void {
    this.#circuits[scope].get(name)?.reset();
  }

  /** Whether circuits keep anybody away. */
  get gates(): boolean {
    return this.#settings.enabled && !this.#settings.logOnly;
  }

  /**
   * Settles when the circuits of the path that are about to say how their probe ended have said it: microtasks, never
   * time. Absent when none is about to.
   */
  deciding(path: CircuitPath): Promise<unknown> | undefined {
    if (!this.#settings.enabled) return undefined;
    let undecided: Promise<void>[] | undefined;
    for (const { circuit } of this.#circuitsOf(path))
      if (circuit.deciding !== undefined) (undecided ??= []).push(circuit.deciding);
    return undecided === undefined ? undefined : Promise.all(undecided);
  }

  /** Takes a permit on each circuit of the path, or none at all. */
  tryAcquire(path: CircuitPath, options: AcquireOptions = {}): PathPermit | undefined {
    if (!this.#settings.enabled) return freePermit;
    const circuits = this.#circuitsOf(path);
    if (this.gates && options.force !== true)
      for (const { circuit } of circuits) if (!circuit.admits(options)) return undefined;
    const permits: CircuitPermit[] = [];
    for (const { circuit } of circuits) {
      const permit = circuit.tryAcquire(options);
      // A circuit that gates nothing still counts what it is told.
      if (permit !== undefined || !this.gates) permits.push(permit ?? noPermit);
      else {
        for (const taken of permits) taken.abandon();
        return undefined;
      }
    }
    return new PermitsOfPath({ path, circuits, permits, clock: this.#environment.clock });
  }

  /** The state of one circuit. */
  view(scope: Scope, name: string): CircuitView {
    return this.#circuits[scope].get(name)?.view() ?? { state: 'closed', probeInFlight: false };
  }

  /** Whether a credential may be used now. */
  admitsCredential(credential: string): boolean {
    const circuit = this.#circuits.credential.get(credential);
    // Whether its ramp is full is the permit's question: there may be no other key.
    return !this.gates || (circuit?.admits({ lastResort: true }) ?? true);
  }

  /** The state of a target as ranking sees it: its worst circuit; credentials count when all of them are closed off. */
  candidateCircuit(path: {
    readonly provider: string;
    readonly target: string;
    readonly credentials: readonly string[];
  }): CandidateCircuit {
    const views = [this.view('endpoint', path.provider), this.view('model', path.target)];
    const credentials = path.credentials.map((credential) => this.view('credential', credential));
    const best = credentials.toSorted(
      (left, right) =>
        severity(left) - severity(right) || (left.eligibleAtMs ?? 0) - (right.eligibleAtMs ?? 0),
    )[0];
    if (best !== undefined) views.push(best);
    const worst = views.toSorted((left, right) => severity(right) - severity(left))[0];
    const eligibleAtMs = Math.max(...views.map((view) => view.eligibleAtMs ?? 0));
    const restUntilMs = Math.max(...views.map((view) => view.restUntilMs ?? 0));
    const rampUp = views.map((view) => view.rampUp).find((ramp) => ramp !== undefined);
    const openedAtMs = Math.min(...views.map((view) => view.openedAtMs ?? Number.POSITIVE_INFINITY));
    return {
      state: worst?.state ?? 'closed',
      probeInFlight: views.some((view) => view.probeInFlight),
      gates: this.gates,
      ...(eligibleAtMs > 0 ? { eligibleAtMs } : {}),
      ...(restUntilMs > 0 ? { restUntilMs } : {}),
      ...(Number.isFinite(openedAtMs) ? { openedAtMs } : {}),
      ...(rampUp === undefined ? {} : { rampUp }),
    };
  }

  /** All circuits that were used, for diagnostics and metrics. */
  list(): readonly { readonly scope: Scope; readonly name: string; readonly view: CircuitView }[] {
    return this.#all().map(({ scope, name, circuit }) => ({ scope, name, view: circuit.view() }));
  }

  /** Forgets the circuits of a provider that was unregistered. */
  forget(names: {
    readonly provider: string;
    readonly targets: readonly string[];
    readonly credentials: readonly string[];
  }): void {
    this.#paths.clear();
    this.#circuits.endpoint.delete(names.provider);
    for (const target of names.targets) this.#circuits.model.delete(target);
    for (const credential of names.credentials) this.#circuits.credential.delete(credential);
  }

  #all(): readonly (OwnedCircuit & { readonly name: string })[] {
    const scopes = Object.keys(this.#circuits) as Scope[];
    return scopes.flatMap((scope) =>
      [...this.#circuits[scope]].map(([name, circuit]) => ({ scope, name, circuit })),
    );
  }

  /** The circuits of a path, which are the same for as long as none of them is forgotten. */
  #circuitsOf(path: CircuitPath): readonly OwnedCircuit[] {
    const { provider, target, credential } = path;
    let known = this.#paths.get(target);
    if (known === undefined) {
      known = new Map();
      this.#paths.set(target, known);
    }
    const found = known.get(credential);
    if (found?.provider === provider) return found.circuits;
    const circuits = scopesOf(path).map(([scope, name]) => ({ scope, circuit: this.#circuit(scope, name) }));
    known.set(credential, { provider, circuits });
    return circuits;
  }

  #circuit(scope: Scope, name: string): Circuit {
    const circuits = this.#circuits[scope];
    let circuit = circuits.get(name);
    if (circuit === undefined) {
      circuit = this.#create(scope, name);
      circuits.set(name, circuit);
    }
    return circuit;
  }

  #create(scope: Scope, name: string, saved?: SavedCircuit): Circuit {
    const { clock, random } = this.#environment;
    const onChange = (from: CircuitState, to: CircuitState, adopted?: true): void =>
      this.#environment.onChange?.({
        scope,
        name,
        from,
        to,
        atMs: clock.nowMs(),
        ...(adopted === undefined ? {} : { adopted }),
      });
    return new Circuit(this.#settingsOf(scope), { clock, random, onChange }, saved);
  }

  #settingsOf(scope: Scope): CircuitSettings {
    const { openMs, credentialOpenMs, maxOpenMs } = this.#settings;
    const firstOpenMs = scope === 'credential' ? credentialOpenMs : openMs;
    return { ...this.#settings, openMs: firstOpenMs, maxOpenMs: Math.max(maxOpenMs, firstOpenMs) };
  }
}

/** An object and no closures: one is made for each attempt. */
class PermitsOfPath implements PathPermit {
  readonly #hasCredential: boolean;
  readonly #circuits: readonly OwnedCircuit[];
  /** One for each circuit, in the same order. */
  readonly #permits: readonly CircuitPermit[];
  readonly #clock: Clock;

  constructor(parts: {
    readonly path: CircuitPath;
    readonly circuits: readonly OwnedCircuit[];
    readonly permits: readonly CircuitPermit[];
    readonly clock: Clock;
  }) {
    this.#hasCredential = parts.path.credential !== undefined;
    this.#circuits = parts.circuits;
    this.#permits = parts.permits;
    this.#clock = parts.clock;
  }

  success(): void {
    const nowMs = this.#clock.nowMs();
    for (const permit of this.#permits) permit.success(nowMs);
  }

  failure(decision: FailureDecision): void {
    for (const [at, owned] of this.#circuits.entries()) {
      const permit = this.#permits[at];
      if (permit !== undefined) this.#settle(owned, permit, decision);
    }
  }

  abandon(): void {
    for (const permit of this.#permits) permit.abandon();
  }

  #settle({ scope, circuit }: OwnedCircuit, permit: CircuitPermit, decision: FailureDecision): void {
    // An endpoint without keys has no credential circuit: what would rest the key rests the endpoint.
    const blamed = decision.scope === 'credential' && !this.#hasCredential ? 'endpoint' : decision.scope;
    if (scope !== blamed || decision.effect === 'none') {
      if (provesAlive(scope, decision)) permit.alive();
      else permit.abandon();
      return;
    }
    if (decision.retryAfterMs !== undefined) circuit.rest(this.#clock.nowMs() + decision.retryAfterMs);
    if (decision.effect === 'rest') permit.alive();
    else permit.failure({ open: decision.effect === 'open' });
  }
}

/** Whether a failure that another scope is blamed for still shows that this one works. */
function provesAlive(scope: Scope, decision: FailureDecision): boolean {
  if (!failureRules[decision.kind].answered) return false;
  if (scope === 'endpoint') return true;
  return decision.scope === 'none' || (scope === 'credential' && decision.scope === 'model');
}

function scopesOf(path: CircuitPath): readonly (readonly [Scope, string])[] {
  const scopes: (readonly [Scope, string])[] = [
    ['endpoint', path.provider],
    ['model', path.target],
  ];
  if (path.credential !== undefined) scopes.push(['credential', path.credential]);
  return scopes;
}

const stateSeverity: Readonly<Record<CircuitState, number>> = {
  closed: 0,
  'half-open': 2,
  open: 3,
  isolated: 4,
};

function severity(view: CircuitView): number {
  return view.state === 'closed' && view.eligibleAtMs !== undefined ? 1 : stateSeverity[view.state];
}
