/**
 * The end of `npm test`: one line per step, and the totals of all tests. A failure that no test accounts for counts
 * as one failed, so that "0 failed" is never printed beside a failing exit code.
 * @param {import('./run-step.mjs').StepResult[]} steps
 * @param {import('./test-totals.mjs').TestTotals} totals
 */
export function summarise(steps, { passed, failed, skipped, missing }) {
  const lines = steps.map(
    ({ name, ok, seconds }) => `${ok ? 'ok    ' : 'FAILED'} ${name} (${seconds.toFixed(0)} s)`,
  );
  const failedSteps = steps.filter(({ name, ok }) => !ok && !(name === 'tests' && failed > 0)).length;
  const troubles = [
    ...missing.map((project) => `no test report from ${project}`),
    ...(skipped > 0 ? [`${skipped} tests were skipped: a test runs or is deleted`] : []),
    ...(passed === 0 ? ['no test passed'] : []),
  ];
  const allFailed = failed + failedSteps + troubles.length;
  return {
    lines: [...lines, ...troubles.map((trouble) => `FAILED ${trouble}`)],
    lastLine: `${passed} passed, ${allFailed} failed`,
    exitCode: allFailed === 0 ? 0 : 1,
  };
}
