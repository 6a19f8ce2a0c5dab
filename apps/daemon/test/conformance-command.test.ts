import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { run } from '../src/cli/run.js';
import { capturedTerminal } from './captured-terminal.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reg-conformance-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function conformance(...words: string[]) {
  const captured = capturedTerminal();
  const code = await run(['conformance', ...words], captured);
  return { code, out: captured.out(), err: captured.err() };
}

describe('reg conformance', () => {
  it('prints a table, writes the reports it was asked for, and ends well when every law is kept', async () => {
    const markdown = join(folder, 'report.md');
    const junit = join(folder, 'report.xml');
    const { code, out, err } = await conformance(
      '--only',
      '^streams/plain/',
      '--markdown',
      markdown,
      '--junit',
      junit,
    );
    expect(err).toBe('');
    expect(code).toBe(0);
    expect(out).toMatch(/^scenario +vendor +stream +surface +verdict +expected +seen +attempts +ms\n/);
    expect(out).toMatch(/\nstreams\/plain +glm +stream +in-process +kept /);
    expect(out).toContain('2 cases, 8 runs: 8 kept the law, 0 broke it, 0 skipped.');
    expect(await readFile(markdown, 'utf8')).toContain('| streams/plain | kimi | stream | http | kept |');
    expect(await readFile(junit, 'utf8')).toContain('tests="8" failures="0"');
  });

  it('prints JSON', async () => {
    const { out } = await conformance('--only', '^streams/plain/kimi', '--json');
    expect(JSON.parse(out)).toMatchObject({
      kept: true,
      results: [
        { surface: 'http' },
        { surface: 'messages' },
        { surface: 'responses' },
        { surface: 'in-process' },
      ],
    });
  });

  it('lists the cases and their laws', async () => {
    const { code, out } = await conformance('--list', '--only', 'cut-after-content-end/kimi');
    expect(code).toBe(0);
    expect(out).toMatch(/streams\/cut-after-content-end\/kimi\/stream +typed error frame, no \[DONE\]/);
  });

  it('ends with 1 when a gateway breaks a law', async () => {
    const { code, err } = await conformance(
      '--target',
      'http://127.0.0.1:9/v1',
      '--only',
      '^streams/plain/kimi',
      '--patience',
      '2',
    );
    expect(code).toBe(1);
    expect(err).toMatch(/Kimi answers at http:\/\/127\.0\.0\.1:\d+\/v1\nGLM answers at /);
    expect(err).toContain('broken streams/plain/kimi/stream (target): step 1: dishonest (no answer:');
  });

  it.each([
    ['a pattern that fits nothing', ['--only', 'nothing-like-it'], 'No case fits'],
    ['a pattern that is none', ['--only', '('], 'no regular expression'],
    ['a target that is no URL', ['--target', 'here'], 'no URL'],
  ])('refuses %s', async (_what, words, message) => {
    const { code, err } = await conformance(...words);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });
});
