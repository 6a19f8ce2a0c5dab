import type { IBreaker } from 'cockatiel';
import type { Clock } from '../ports/clock.js';

/** When a circuit opens. */
export interface OpeningRuleSettings {
  /** Failures in a row that open it. */
  readonly failureThreshold: number;
  /** Share of failures among the calls of the window that opens it, from above 0 to 1. */
  readonly failureRatio: number;
  /** Calls within the window before their ratio means anything. */
  readonly minimumCalls: number;
  /** Milliseconds that an outcome counts. */
  readonly windowMs: number;
}

/** Outcomes that are remembered at most: at high rates the window is shorter than its time. */
const maxOutcomes = 256;

/**
 * Failures in a row, too large a share of failures, or one failure that says so. cockatiel's own breakers are not
 * used: one knows only failures in a row, one reads the system's clock and overlooks quiet providers, one has no
 * time at all.
 */
export class OpeningRule implements IBreaker {
  /** The next failure opens, whatever the counts say. */
  openNext = false;
  readonly #settings: OpeningRuleSettings;
  readonly #clock: Clock;
  /** When the last outcomes were, a ring of numbers: three circuits hear of each attempt. Made at the first one. */
  #atMs: Float64Array | undefined;
  #failed: Uint8Array | undefined;
  /** Outcomes since they were last forgotten. */
  #count = 0;
  #failuresInARow = 0;

  constructor(settings: OpeningRuleSettings, clock: Clock) {
    this.#settings = settings;
    this.#clock = clock;
  }

  /** What survives a restart: how many failed in a row. */
  get state(): unknown {
    return this.#failuresInARow;
  }

  set state(value: unknown) {
    this.#failuresInARow = typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : 0;
  }

  success(nowMs = this.#clock.nowMs()): void {
    this.#failuresInARow = 0;
    this.#remember(false, nowMs);
  }

  failure(): boolean {
    this.#failuresInARow += 1;
    this.#remember(true, this.#clock.nowMs());
    const opens =
      this.openNext || this.#failuresInARow >= this.#settings.failureThreshold || this.#ratioIsTooHigh();
    this.openNext = false;
    // What comes after the circuit recovered is judged afresh.
    if (opens) this.#count = 0;
    return opens;
  }

  #remember(failed: boolean, nowMs: number): void {
    this.#atMs ??= new Float64Array(maxOutcomes);
    const at = this.#count % maxOutcomes;
    this.#atMs[at] = nowMs;
    this.#failed ??= new Uint8Array(maxOutcomes);
    this.#failed[at] = Number(failed);
    this.#count += 1;
  }

  #ratioIsTooHigh(): boolean {
    const { windowMs, minimumCalls, failureRatio } = this.#settings;
    const sinceMs = this.#clock.nowMs() - windowMs;
    let recent = 0;
    let failures = 0;
    for (let at = 0; at < Math.min(this.#count, maxOutcomes); at += 1) {
      if ((this.#atMs?.[at] ?? 0) <= sinceMs) continue;
      recent += 1;
      failures += this.#failed?.[at] ?? 0;
    }
    return recent >= minimumCalls && failures / recent >= failureRatio;
  }
}
