/** Moves a manual clock on until the promise settled, and gives its outcome. */
export async function runToEnd<T>(
  clock: { advance(ms: number): Promise<void> },
  promise: Promise<T>,
): Promise<T> {
  let settled = false;
  const done = (): void => {
    settled = true;
  };
  promise.then(done, done);
  for (let turn = 0; !settled && turn < 2_000; turn += 1) await clock.advance(turn < 3 ? 0 : 250);
  if (!settled) throw new Error('it never settled');
  return promise;
}
