/** Waits by the system's clock: what is tested here runs on it too. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
