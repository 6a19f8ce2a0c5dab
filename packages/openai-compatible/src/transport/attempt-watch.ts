import { RegError } from '@reg/config';
import type { Clock, FailureKind, ProviderCall } from '@reg/core';

/** The part of an attempt that is being timed, named by how it fails. */
export type Phase = Extract<
  FailureKind,
  'connect_timeout' | 'headers_timeout' | 'first_token_timeout' | 'idle_timeout'
>;

export interface AttemptWatchSettings {
  readonly call: ProviderCall;
  readonly clock: Clock;
  readonly fail: (kind: FailureKind, message: string) => RegError;
  /** Told once, unless the attempt stopped before. */
  readonly onEnd: (reason: RegError) => void;
}

/** The longest that a real timer waits; longer timeouts are looked at again then. */
const longestAlarmMs = 2_147_483_647;

/**
 * Ends one attempt when a phase or the whole takes too long, or when the caller aborts. There is one alarm for
 * everything, and it is not moved when a deadline moves away: it rings, looks, and is set anew.
 */
export class AttemptWatch {
  readonly #settings: AttemptWatchSettings;
  readonly #totalAtMs: number;
  #phase: { readonly kind: Phase; readonly timeoutMs: number; readonly atMs: number } | undefined;
  #enteredAtMs = 0;
  #alarmAtMs = Number.POSITIVE_INFINITY;
  #cancelAlarm: (() => void) | undefined;
  #stopped = false;
  readonly #startedAtMs: number;
  /** Since when nobody waits for the vendor, and how long that was so before. */
  #heldSinceMs: number | undefined;
  #heldMs = 0;

  constructor(settings: AttemptWatchSettings) {
    this.#settings = settings;
    this.#startedAtMs = settings.clock.nowMs();
    this.#totalAtMs = this.#startedAtMs + settings.call.timeouts.totalMs;
  }

  /** Begins to watch. Ends at once when the caller aborted before. */
  start(kind: Phase, timeoutMs: number): void {
    const { signal } = this.#settings.call;
    signal?.addEventListener('abort', this.#onAbort, { once: true });
    if (signal?.aborted === true) this.#onAbort();
    else this.enter(kind, timeoutMs);
  }

  /** Times a phase from now; the one before is over. */
  enter(kind: Phase, timeoutMs: number, spentMs = 0): void {
    const nowMs = this.#settings.clock.nowMs();
    this.#heldMs += nowMs - (this.#heldSinceMs ?? nowMs);
    this.#heldSinceMs = undefined;
    const atMs = nowMs + Math.max(0, timeoutMs - spentMs);
    this.#phase = { kind, timeoutMs, atMs };
    this.#enteredAtMs = nowMs;
    this.#setAlarm();
  }

  /** No phase is timed: the vendor is not waited for. The whole still is. Answers how long the phase took. */
  hold(): number {
    if (this.#phase === undefined) return 0;
    const nowMs = this.#settings.clock.nowMs();
    this.#phase = undefined;
    this.#heldSinceMs ??= nowMs;
    return nowMs - this.#enteredAtMs;
  }

  /** The attempt is over. Idempotent. */
  stop(): void {
    this.#stopped = true;
    this.#cancelAlarm?.();
    this.#settings.call.signal?.removeEventListener('abort', this.#onAbort);
  }

  #setAlarm(): void {
    const atMs = Math.min(this.#totalAtMs, this.#phase?.atMs ?? Number.POSITIVE_INFINITY);
    if (this.#stopped || this.#alarmAtMs <= atMs) return;
    this.#cancelAlarm?.();
    this.#alarmAtMs = atMs;
    const { clock } = this.#settings;
    this.#cancelAlarm = clock.schedule(Math.min(longestAlarmMs, Math.max(0, atMs - clock.nowMs())), () => {
      this.#alarmAtMs = Number.POSITIVE_INFINITY;
      this.#look();
    });
  }

  #look(): void {
    const { clock, fail } = this.#settings;
    const nowMs = clock.nowMs();
    const phase = this.#phase;
    if (phase !== undefined && phase.atMs <= Math.min(nowMs, this.#totalAtMs))
      this.#end(fail(phase.kind, `${meanings[phase.kind]} within ${phase.timeoutMs} ms`));
    else if (this.#totalAtMs <= nowMs) this.#end(this.#tooLong(nowMs));
    else this.#setAlarm();
  }

  /** Whose fault it is that the time is over: a reader that took more than half of it is not the vendor's. */
  #tooLong(nowMs: number): RegError {
    const { call, fail } = this.#settings;
    const heldMs = this.#heldMs + nowMs - (this.#heldSinceMs ?? nowMs);
    const within = `within ${call.timeouts.totalMs} ms`;
    return heldMs > (nowMs - this.#startedAtMs) / 2
      ? fail('aborted', `the reader of the answer did not take it ${within}`)
      : fail('total_timeout', `the answer was not complete ${within}`);
  }

  readonly #onAbort = (): void => {
    this.#end(abortReason(this.#settings));
  };

  #end(reason: RegError): void {
    if (this.#stopped) return;
    this.stop();
    this.#settings.onEnd(reason);
  }
}

/** Why the caller aborted: reg's own reason as it is. */
export function abortReason({ call, fail }: Pick<AttemptWatchSettings, 'call' | 'fail'>): RegError {
  const reason: unknown = call.signal?.reason;
  return RegError.isInstance(reason) ? reason : fail('aborted', 'the caller cancelled the request');
}

const meanings: Readonly<Record<Phase, string>> = {
  connect_timeout: 'no connection was made',
  headers_timeout: 'no answer began',
  first_token_timeout: 'the answer began, but no content came',
  idle_timeout: 'the answer stalled: nothing came',
};
