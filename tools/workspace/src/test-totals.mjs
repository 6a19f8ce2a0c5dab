import { existsSync, globSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * @typedef {{ passed: number, failed: number, skipped: number, missing: string[] }} TestTotals
 */

const report = 'test-results/vitest.json';

/**
 * The folders of all projects with vitest tests.
 * @param {string} root
 */
function testedProjects(root) {
  return globSync('{packages,apps,tools}/*/vitest.config.ts', { cwd: root }).map(dirname).sort();
}

/**
 * Forgets the results of earlier runs, so that what is added up later belongs to this one.
 * @param {string} root
 */
export function clearTestReports(root) {
  for (const project of testedProjects(root)) rmSync(join(root, project, report), { force: true });
}

/**
 * Adds up what vitest reported in every project. A test file that could not even be loaded counts as one failure.
 * @param {string} root
 * @returns {TestTotals}
 */
export function readTestTotals(root) {
  /** @type {TestTotals} */
  const totals = { passed: 0, failed: 0, skipped: 0, missing: [] };
  for (const project of testedProjects(root)) {
    const file = join(root, project, report);
    if (!existsSync(file)) {
      totals.missing.push(project);
      continue;
    }
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(
      readFileSync(file, 'utf8'),
    );
    const unloaded = testResults.filter(
      (/** @type {{ status: string, assertionResults: unknown[] }} */ { status, assertionResults }) =>
        status === 'failed' && assertionResults.length === 0,
    );
    totals.passed += numPassedTests;
    totals.failed += numFailedTests + unloaded.length;
    totals.skipped += numPendingTests + numTodoTests;
  }
  return totals;
}
