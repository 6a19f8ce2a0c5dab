import { describe, expect, it } from 'vitest';
import type { CaseResult } from '../run-case.js';
import { jsonReport } from './json-report.js';
import { junitReport } from './junit-report.js';
import { markdownReport } from './markdown-report.js';
import { summarise, summaryLine } from './summary.js';

const kept: CaseResult = {
  id: 'streams/plain/kimi/stream',
  group: 'streams',
  name: 'plain',
  vendor: 'kimi',
  stream: true,
  surface: 'http',
  status: 'kept',
  expected: 'kimi answers whole',
  seen: 'whole',
  differences: [],
  attempts: 1,
  elapsedMs: 12.4,
};
const broken: CaseResult = {
  ...kept,
  surface: 'in-process',
  status: 'broken',
  seen: 'dishonest',
  differences: ['the text is "<a> | b" & \u0000 more\nthan one line'],
};
const skipped: CaseResult = { ...kept, id: 'bodies/x/glm/whole', group: 'bodies', status: 'skipped' };
const results = [skipped, kept, broken];

describe('the summary', () => {
  it('counts cases once and runs by their verdict, group by group', () => {
    expect(summarise(results)).toEqual([
      { group: 'bodies', cases: 1, runs: 1, kept: 0, broken: 0, skipped: 1 },
      { group: 'streams', cases: 1, runs: 2, kept: 1, broken: 1, skipped: 0 },
    ]);
    expect(summaryLine(results)).toBe('2 cases, 3 runs: 1 kept the law, 1 broke it, 1 skipped.');
  });
});

describe('junitReport', () => {
  it('is XML with the counts that CI reads, whatever stands in a message', () => {
    const xml = junitReport(results);
    expect(xml).toContain('<testsuites name="reg conformance" tests="3" failures="1" skipped="1"');
    expect(xml).toContain('<testsuite name="streams" tests="2" failures="1" skipped="0"');
    expect(xml).toContain('&lt;a&gt; | b&quot; &amp; \uFFFD more&#10;than one line');
    expect(xml).not.toContain('\u0000');
    expect(xml.match(/<testcase /g)).toHaveLength(3);
    const opened = xml.match(/<(?!\?|\/)[^>]*[^/]>/g)?.length;
    expect(xml.match(/<\//g)).toHaveLength(opened ?? 0);
  });
});

describe('markdownReport', () => {
  it('has a row for each run, and nothing in a cell is markup', () => {
    const lines = markdownReport(results).split('\n');
    const rows = lines.filter((line) => line.startsWith('| streams/plain'));
    expect(rows).toHaveLength(2);
    expect(rows[1]).toContain('"\\<a> \\| b" & \u0000 more than one line');
    expect(lines).toContain('| streams | 1 | 2 | 1 | 1 | 0 |');
  });
});

describe('jsonReport', () => {
  it('says whether every law was kept', () => {
    expect(JSON.parse(jsonReport(results))).toMatchObject({
      kept: false,
      results: [{}, {}, { elapsedMs: 12 }],
    });
    expect(JSON.parse(jsonReport([kept, skipped]))).toMatchObject({ kept: true });
  });
});
