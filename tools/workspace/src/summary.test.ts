import { describe, expect, it } from 'vitest';
import { summarise } from './summary.mjs';

const ok = { name: 'lint', ok: true, seconds: 1.4 };
const totals = { passed: 12, failed: 0, skipped: 0, missing: [] };

describe('the last line of npm test', () => {
  it('has the totals when everything passed', () => {
    const { lines, lastLine, exitCode } = summarise([ok], totals);
    expect({ lines, lastLine, exitCode }).toEqual({
      lines: ['ok     lint (1 s)'],
      lastLine: '12 passed, 0 failed',
      exitCode: 0,
    });
  });

  it('counts failed tests once, not the step that ran them as well', () => {
    const steps = [ok, { name: 'tests', ok: false, seconds: 9 }];
    expect(summarise(steps, { ...totals, failed: 2 })).toMatchObject({
      lastLine: '12 passed, 2 failed',
      exitCode: 1,
    });
  });

  it('never says 0 failed when a step failed', () => {
    for (const name of ['tests', 'lint']) {
      const summary = summarise([{ name, ok: false, seconds: 1 }], totals);
      expect(summary).toMatchObject({ lastLine: '12 passed, 1 failed', exitCode: 1 });
    }
  });

  it('fails when a project reported nothing, when tests were skipped, and when none ran', () => {
    expect(summarise([ok], { ...totals, missing: ['packages/core'] })).toMatchObject({
      lines: ['ok     lint (1 s)', 'FAILED no test report from packages/core'],
      lastLine: '12 passed, 1 failed',
      exitCode: 1,
    });
    expect(summarise([ok], { ...totals, skipped: 3 }).lastLine).toBe('12 passed, 1 failed');
    expect(summarise([ok], { ...totals, passed: 0 })).toMatchObject({
      lastLine: '0 passed, 1 failed',
      exitCode: 1,
    });
  });
});
