import { tmpdir } from 'node:os';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { runStep } from './run-step.mjs';

const shown: string[] = [];

beforeEach(() => {
  shown.length = 0;
  vi.spyOn(console, 'log').mockImplementation((line: string) => void shown.push(line));
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => shown.push(String(chunk)) > 0);
});

afterEach(() => {
  vi.restoreAllMocks();
});

const step = (script: string, mustPrint?: RegExp) =>
  runStep({ name: 'sample', command: ['node', '-e', script], ...(mustPrint ? { mustPrint } : {}) }, tmpdir());

it('passes on the output and the end of a program', async () => {
  expect(await step('console.log("hello")')).toMatchObject({ name: 'sample', ok: true });
  expect(shown.join('')).toContain('hello');
  expect(await step('process.exit(3)')).toMatchObject({ ok: false });
  expect(await step('process.kill(process.pid, "SIGKILL")')).toMatchObject({ ok: false });
});

it('fails when the program does not exist', async () => {
  expect(await runStep({ name: 'sample', command: ['no-such-program-here'] }, tmpdir())).toMatchObject({
    ok: false,
  });
});

it('fails when the output does not show what it must', async () => {
  expect(await step('console.log("9/9 hit")', /(\d)\/\1 hit/u)).toMatchObject({ ok: true });
  expect(await step('console.log("7/9 hit")', /(\d)\/\1 hit/u)).toMatchObject({ ok: false });
});
