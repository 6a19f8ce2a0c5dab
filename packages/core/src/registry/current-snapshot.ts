import type { Clock } from '../ports/clock.js';
import type { Candidate, RegistrySnapshot } from '../ports/routing.js';

export interface CurrentSnapshotOptions {
  readonly clock: Clock;
  /** How old measured latencies in it may be, milliseconds. */
  readonly latencyFreshForMs: number;
  build(version: number): RegistrySnapshot;
}

/** The present view, built when something changed and handed out as the same object until then. */
export class CurrentSnapshot {
  readonly #options: CurrentSnapshotOptions;
  #snapshot: RegistrySnapshot | undefined;
  #candidates: ReadonlyMap<string, Candidate> = new Map();
  #builtAtMs = 0;
  #version = 0;
  #measuredSince = false;

  constructor(options: CurrentSnapshotOptions) {
    this.#options = options;
  }

  get(): RegistrySnapshot {
    const { clock, latencyFreshForMs, build } = this.#options;
    const nowMs = clock.nowMs();
    const aged = this.#measuredSince && nowMs - this.#builtAtMs >= latencyFreshForMs;
    if (this.#snapshot !== undefined && !aged) return this.#snapshot;
    this.#version += 1;
    this.#builtAtMs = nowMs;
    this.#measuredSince = false;
    this.#snapshot = build(this.#version);
    this.#candidates = new Map(this.#snapshot.candidates.map((candidate) => [candidate.target, candidate]));
    return this.#snapshot;
  }

  /** A candidate as it stood when the view was built. */
  candidate(target: string): Candidate | undefined {
    if (this.#snapshot === undefined) this.get();
    return this.#candidates.get(target);
  }

  /** Something changed that decisions look at. */
  invalidate(): void {
    this.#snapshot = undefined;
  }

  /** A latency was measured: reason for a new view, but not for one with each call. */
  measured(): void {
    this.#measuredSince = true;
  }
}
