import type { CircuitChanged } from '../ports/call-observer.js';
import type { Clock } from '../ports/clock.js';
import type { CircuitScope, FailureDecision } from '../ports/failure.js';
import type { Random } from '../ports/random.js';
import type { CandidateCircuit, CircuitState } from '../ports/routing.js';
import { Circuit, type CircuitPermit, type CircuitSettings, type CircuitView } from './circuit.js';
import { failureRules } from './classify-failure.js';

/** Circuits of all three scopes. */
export interface CircuitBoardSettings {
  /** Off: nothing is recorded and nothing gates. @default true */
  readonly enabled: boolean;
  /** Everything is recorded and nothing gates. @default false */
  readonly logOnly: boolean;
  readonly failureThreshold: number;
  /** First open time of endpoint and model circuits, milliseconds. */
  readonly openMs: number;
  /** First open time of a credential's circuit, milliseconds: a dead key rarely comes back by itself. */
  readonly credentialOpenMs: number;
  readonly maxOpenMs: number;
}

export const defaultCircuitBoardSettings: CircuitBoardSettings = {
  enabled: true,
  logOnly: false,
  failureThreshold: 3,
  openMs: 30_000,
  credentialOpenMs: 300_000,
  maxOpenMs: 600_000,
};

/** What an attempt goes through: the endpoint of a provider, one model on it, one key of it. */
export interface CircuitPath {
  readonly provider: string;
  readonly target: string;
  readonly credential?: string | undefined;
}

type Scope = Exclude<CircuitScope, 'none'>;

/** The rights to one attempt on all circuits of its path. */
export interface PathPermit {
  success(): void;
  failure(decision: FailureDecision): void;
}

/** Every circuit of a registry, made when first used. Names come from registrations, so there is a bound. */
export class CircuitBoard {
  readonly #circuits = new Map<string, Circuit>();
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

  /** Whether circuits keep anybody away. */
  get gates(): boolean {
    return this.#settings.enabled && !this.#settings.logOnly;
  }

  /** Takes a permit on each circuit of the path, or none at all. `force` probes out of turn. */
  tryAcquire(path: CircuitPath, options: { readonly force?: boolean } = {}): PathPermit | undefined {
    if (!this.#settings.enabled) return { success: () => undefined, failure: () => undefined };
    const circuits = scopesOf(path).map(([scope, name]) => ({ scope, circuit: this.#circuit(scope, name) }));
    const force = options.force === true;
    if (this.gates && !circuits.every(({ circuit }) => circuit.admits() || force)) return undefined;
    const permits: { readonly scope: Scope; readonly circuit: Circuit; readonly permit: CircuitPermit }[] =
      [];
    for (const { scope, circuit } of circuits) {
      const permit = circuit.tryAcquire({ force });
      if (permit !== undefined) permits.push({ scope, circuit, permit });
      else if (this.gates) {
        for (const taken of permits) taken.permit.abandon();
        return undefined;
      }
    }
    const hasCredential = path.credential !== undefined;
    return {
      success: () => {
        for (const { permit } of permits) permit.success();
      },
      failure: (decision) => {
        for (const { scope, circuit, permit } of permits)
          this.#settle({ scope, circuit, permit, decision, hasCredential });
      },
    };
  }

  /** The state of one circuit. */
  view(scope: Scope, name: string): CircuitView {
    return this.#circuits.get(keyOf(scope, name))?.view() ?? { state: 'closed', probeInFlight: false };
  }

  /** Whether a credential may be used now. */
  admitsCredential(credential: string): boolean {
    return !this.gates || (this.#circuits.get(keyOf('credential', credential))?.admits() ?? true);
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
    const openedAtMs = Math.min(...views.map((view) => view.openedAtMs ?? Number.POSITIVE_INFINITY));
    return {
      state: worst?.state ?? 'closed',
      probeInFlight: views.some((view) => view.probeInFlight),
      gates: this.gates,
      ...(eligibleAtMs > 0 ? { eligibleAtMs } : {}),
      ...(restUntilMs > 0 ? { restUntilMs } : {}),
      ...(Number.isFinite(openedAtMs) ? { openedAtMs } : {}),
    };
  }

  /** All circuits that were used, for diagnostics and metrics. */
  list(): readonly { readonly scope: Scope; readonly name: string; readonly view: CircuitView }[] {
    return [...this.#circuits].map(([key, circuit]) => {
      const separator = key.indexOf(' ');
      return {
        scope: key.slice(0, separator) as Scope,
        name: key.slice(separator + 1),
        view: circuit.view(),
      };
    });
  }

  /** Forgets the circuits of a provider that was unregistered. */
  forget(names: {
    readonly provider: string;
    readonly targets: readonly string[];
    readonly credentials: readonly string[];
  }): void {
    this.#circuits.delete(keyOf('endpoint', names.provider));
    for (const target of names.targets) this.#circuits.delete(keyOf('model', target));
    for (const credential of names.credentials) this.#circuits.delete(keyOf('credential', credential));
  }

  #settle(entry: {
    readonly scope: Scope;
    readonly circuit: Circuit;
    readonly permit: CircuitPermit;
    readonly decision: FailureDecision;
    readonly hasCredential: boolean;
  }): void {
    const { scope, circuit, permit, decision } = entry;
    // An endpoint without keys has no credential circuit: what would rest the key rests the endpoint.
    const blamed = decision.scope === 'credential' && !entry.hasCredential ? 'endpoint' : decision.scope;
    if (scope !== blamed || decision.effect === 'none') {
      if (provesAlive(scope, decision)) permit.alive();
      else permit.abandon();
      return;
    }
    if (decision.retryAfterMs !== undefined)
      circuit.rest(this.#environment.clock.nowMs() + decision.retryAfterMs);
    if (decision.effect === 'rest') permit.alive();
    else permit.failure({ open: decision.effect === 'open' });
  }

  #circuit(scope: Scope, name: string): Circuit {
    const key = keyOf(scope, name);
    const known = this.#circuits.get(key);
    if (known !== undefined) return known;
    const { clock, random } = this.#environment;
    const circuit = new Circuit(this.#settingsOf(scope), {
      clock,
      random,
      onChange: (from: CircuitState, to: CircuitState) =>
        this.#environment.onChange?.({ scope, name, from, to, atMs: clock.nowMs() }),
    });
    this.#circuits.set(key, circuit);
    return circuit;
  }

  #settingsOf(scope: Scope): CircuitSettings {
    const { failureThreshold, openMs, credentialOpenMs, maxOpenMs } = this.#settings;
    const firstOpenMs = scope === 'credential' ? credentialOpenMs : openMs;
    return { failureThreshold, openMs: firstOpenMs, maxOpenMs: Math.max(maxOpenMs, firstOpenMs) };
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

const keyOf = (scope: Scope, name: string): string => `${scope} ${name}`;

const stateSeverity: Readonly<Record<CircuitState, number>> = {
  closed: 0,
  'half-open': 2,
  open: 3,
  isolated: 4,
};

function severity(view: CircuitView): number {
  return view.state === 'closed' && view.eligibleAtMs !== undefined ? 1 : stateSeverity[view.state];
}
