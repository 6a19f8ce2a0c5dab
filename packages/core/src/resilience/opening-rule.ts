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

interface Outcome {
  readonly atMs: number;
  readonly failed: boolean;
}

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
  #outcomes: Outcome[] = [];
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

  success(): void {
    this.#failuresInARow = 0;
    this.#remember(false);
  }

  failure(): boolean {
    this.#failuresInARow += 1;
    this.#remember(true);
    const opens =
      this.openNext || this.#failuresInARow >= this.#settings.failureThreshold || this.#ratioIsTooHigh();
    this.openNext = false;
    // What comes after the circuit recovered is judged afresh.
    if (opens) this.#outcomes = [];
    return opens;
  }

  #remember(failed: boolean): void {
    if (this.#outcomes.length >= maxOutcomes) this.#outcomes.shift();
    this.#outcomes.push({ atMs: this.#clock.nowMs(), failed });
  }

  #ratioIsTooHigh(): boolean {
    const { windowMs, minimumCalls, failureRatio } = this.#settings;
    const sinceMs = this.#clock.nowMs() - windowMs;
    const recent = this.#outcomes.filter(({ atMs }) => atMs > sinceMs);
    const failures = recent.filter(({ failed }) => failed).length;
    return recent.length >= minimumCalls && failures / recent.length >= failureRatio;
  }
}
