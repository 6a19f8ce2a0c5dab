import { readFile } from 'node:fs/promises';
import { glmErrors, kimiErrors } from '@reg/testkit';
import { describe, expect, it } from 'vitest';
import { complaints } from '../complaints.js';
import { caseGroups, caseId, isPortable } from '../conformance-case.js';
import { describeCase } from '../describe-law.js';
import { casesPage } from '../report/cases-page.js';
import { allCases } from './all-cases.js';
import { glmFollows, kimiFollows } from './vendor-errors.js';

describe('the cases', () => {
  it('are more than 120 distinct ones', () => {
    const ids = allCases.map(caseId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThanOrEqual(120);
  });

  it('fill every group, for both vendors, streamed and not', () => {
    for (const group of caseGroups) {
      const own = allCases.filter((scenario) => scenario.group === group);
      expect(new Set(own.map(({ vendor }) => vendor)).size, group).toBe(2);
    }
    expect(new Set(allCases.map(({ stream }) => stream)).size).toBe(2);
  });

  it('cover every documented error of both vendors', () => {
    expect(Object.keys(kimiFollows).toSorted()).toEqual(Object.keys(kimiErrors).toSorted());
    expect(Object.keys(glmFollows).toSorted()).toEqual(Object.keys(glmErrors).toSorted());
  });

  it('are about every complaint, and the page of the cases is up to date', async () => {
    const named = new Set(allCases.flatMap((scenario) => scenario.complaints ?? []));
    expect([...named].toSorted()).toEqual(Object.keys(complaints).toSorted());
    const page = await readFile(new URL('../../../../../docs/conformance.md', import.meta.url), 'utf8');
    expect(page === casesPage(allCases), 'docs/conformance.md is stale: npm run docs').toBe(true);
  });

  it('each say what the law expects', () => {
    for (const scenario of allCases) expect(describeCase(scenario), caseId(scenario)).not.toBe('');
  });

  it('are mostly such that any gateway can be put to them', () => {
    expect(allCases.filter(isPortable).length).toBeGreaterThan(120);
  });
});
