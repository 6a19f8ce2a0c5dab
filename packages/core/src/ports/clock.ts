/** Time as a port: production uses {@link systemClock}, tests a manual one, so nothing ever waits for real. */
export interface Clock {
  /** Milliseconds since the epoch. */
  nowMs(): number;
  /** Runs `callback` once after `delayMs`, unless the returned function is called first. */
  schedule(delayMs: number, callback: () => void): () => void;
}

/** The longest delay that Node's timers take; a longer one would fire at once. */
const longestTimerMs = 2_147_483_647;

export const systemClock: Clock = {
  nowMs: () => Date.now(),
  schedule(delayMs, callback) {
    // Timers and `Date.now` cut their milliseconds at different moments, so a timer of exactly this length may
    // fire when the clock says that it is one too early: too early for a Retry-After, for one.
    const timer = setTimeout(callback, Math.min(Math.ceil(delayMs) + 1, longestTimerMs));
    return () => {
      clearTimeout(timer);
    };
  },
};
