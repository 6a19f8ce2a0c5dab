/** What is thrown away all the same has to go somewhere, or the compiler leaves the work out. */
let kept: unknown;

/** Runs one after the other, and waits for those that are promises. */
export async function repeated(run: () => unknown, times: number): Promise<void> {
  kept = run();
  if (kept instanceof Promise) {
    await kept;
    for (let time = 1; time < times; time += 1) kept = await run();
  } else for (let time = 1; time < times; time += 1) kept = run();
}
