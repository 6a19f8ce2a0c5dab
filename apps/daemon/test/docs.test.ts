import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { createProgram } from '../src/cli/program.js';
import { failureTable } from '../src/http/failure-table.js';
import { reportHeaderNames } from '../src/http/openapi/headers.js';
import { paths } from '../src/http/openapi/paths.js';
import { metricNames } from '../src/telemetry/metric-names.js';
import { capturedTerminal } from './captured-terminal.js';

const root = new URL('../../../', import.meta.url);
const read = (path: string) => readFile(new URL(path, root), 'utf8');

describe('the pages about the daemon', () => {
  it('docs/daemon.md names every header, metric and code', async () => {
    const page = await read('docs/daemon.md');
    const codes = Object.values(failureTable).map((row) => row.code);
    const sources = [
      'error-handling',
      'http-problem',
      'parse-json-body',
      'api-keys',
      'loopback-guard',
      'create-server',
      'no-eligible-model',
    ];
    const texts = await Promise.all(sources.map((name) => read(`apps/daemon/src/http/${name}.ts`)));
    const quoted = [
      ...texts.join('\n').matchAll(/(?:HttpProblem\(\s*\d+,\s*|code: |\[\d+, |forbidden\()'(\w+)'/g),
    ];
    expect(quoted.length).toBeGreaterThan(10);
    for (const name of [
      ...codes,
      ...quoted.map(([, code]) => code ?? ''),
      ...Object.keys(reportHeaderNames),
      ...Object.values(metricNames),
    ]) {
      expect(page, name).toContain(name);
    }
  });

  it('the README names every command', async () => {
    const page = await read('apps/daemon/README.md');
    const names = createProgram(capturedTerminal(), () => undefined).commands.map((command) =>
      command.name(),
    );
    expect(names.length).toBeGreaterThan(8);
    for (const name of names) expect(page, name).toContain(`\`reg ${name}`);
  });

  it('the README names every endpoint', async () => {
    const page = await read('apps/daemon/README.md');
    for (const path of Object.keys(paths)) expect(page, path).toContain(path);
  });
});
