import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { clearTestReports, readTestTotals } from './test-totals.mjs';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'reg-totals-'));
});

afterEach(() => {
  rmSync(root, { recursive: true });
});

function project(folder: string, report?: object): void {
  mkdirSync(join(root, folder, 'test-results'), { recursive: true });
  writeFileSync(join(root, folder, 'vitest.config.ts'), '');
  if (report) writeFileSync(join(root, folder, 'test-results/vitest.json'), JSON.stringify(report));
}

const counts = { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, testResults: [] };

it('adds up all projects that have tests', () => {
  project('packages/core', { ...counts, numPassedTests: 5, numPendingTests: 1 });
  project('apps/daemon', { ...counts, numPassedTests: 3, numFailedTests: 2, numTodoTests: 1 });
  project('tools/docs');
  expect(readTestTotals(root)).toEqual({ passed: 8, failed: 2, skipped: 2, missing: ['tools/docs'] });
});

it('counts a file that could not be loaded as a failure', () => {
  const testResults = [
    { status: 'failed', assertionResults: [] },
    { status: 'failed', assertionResults: [{ status: 'failed' }] },
    { status: 'passed', assertionResults: [{ status: 'passed' }] },
  ];
  project('packages/core', { ...counts, numPassedTests: 1, numFailedTests: 1, testResults });
  expect(readTestTotals(root)).toMatchObject({ passed: 1, failed: 2 });
});

it('does not add up what an earlier run left behind', () => {
  project('packages/core', { ...counts, numPassedTests: 5 });
  clearTestReports(root);
  expect(readTestTotals(root)).toMatchObject({ passed: 0, missing: ['packages/core'] });
});
