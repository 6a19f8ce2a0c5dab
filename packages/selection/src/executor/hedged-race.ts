import { AllCandidatesFailedError, classifyFailure, createApiError, type Clock } from '@reg/core';

export interface HedgedRace<T> {
  /** Makes the first try; it ends with the error of `signal` when that aborts. */
  first(signal: AbortSignal): Promise<T>;
  /** Makes the second try, when the first has not answered in time. */
  second(signal: AbortSignal): Promise<T>;
  /** Milliseconds that the first has for itself. */
  readonly afterMs: number;
  readonly clock: Clock;
  /** The caller's. */
  readonly signal: AbortSignal | undefined;
  /** Told when the second starts. */
  onHedge(): void;
  /** Gets rid of an answer that came too late although its try was aborted. */
  discard(late: T): void;
}

type Lane = 'first' | 'second';

/**
 * Two tries for one answer: the first that answers wins and the other is aborted. A try that fails leaves the
 * decision to the other; when both fail, the first one's error is told. Returns when both have ended, so that
 * everything is accounted for.
 */
export async function raceHedged<T>(race: HedgedRace<T>): Promise<T> {
  const aborts = { first: new AbortController(), second: new AbortController() };
  const onCallerAbort = (): void => {
    for (const controller of Object.values(aborts)) controller.abort(race.signal?.reason);
  };
  if (race.signal?.aborted === true) onCallerAbort();
  else race.signal?.addEventListener('abort', onCallerAbort, { once: true });

  let winner: { readonly lane: Lane; readonly value: T } | undefined;
  const failures = new Map<Lane, unknown>();
  const run = async (lane: Lane, start: (signal: AbortSignal) => Promise<T>): Promise<void> => {
    try {
      const value = await start(aborts[lane].signal);
      if (winner === undefined) {
        winner = { lane, value };
        aborts[other(lane)].abort(lostRace());
      } else race.discard(value);
    } catch (error) {
      failures.set(lane, error);
      // A request that is wrong is wrong for both, and a call that is over is over for both.
      if (winner === undefined && endsTheCall(error)) aborts[other(lane)].abort(error);
    }
  };
  const second = Promise.withResolvers<undefined>();
  const cancelTimer = race.clock.schedule(race.afterMs, () => {
    race.onHedge();
    void run('second', (signal) => race.second(signal)).then(() => {
      second.resolve(undefined);
    });
    secondStarted = true;
  });
  let secondStarted = false;
  try {
    const first = run('first', (signal) => race.first(signal)).then(() => {
      cancelTimer();
      if (!secondStarted) second.resolve(undefined);
    });
    await Promise.all([first, second.promise]);
  } finally {
    race.signal?.removeEventListener('abort', onCallerAbort);
  }
  if (winner !== undefined) return winner.value;
  throw failures.get('first') ?? failures.get('second');
}

function endsTheCall(error: unknown): boolean {
  return !AllCandidatesFailedError.isInstance(error) && classifyFailure(error).action === 'stop';
}

const other = (lane: Lane): Lane => (lane === 'first' ? 'second' : 'first');

function lostRace(): Error {
  return createApiError({
    kind: 'aborted',
    provider: 'reg',
    message: 'the attempt beside it answered first',
  });
}
