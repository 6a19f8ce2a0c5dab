import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findImportCycles, readImportGraph } from './import-cycles.js';
import { workspaceRoot } from './lint-source.js';
import { publishable, sourceFiles } from './source-files.js';

let folder: string;

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'reg-cycles-')));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function cyclesOf(sources: Record<string, string>): string[] {
  const files = Object.entries(sources).map(([name, code]) => {
    const file = join(folder, name);
    writeFileSync(file, code);
    return file;
  });
  return findImportCycles(readImportGraph(files)).map((cycle) =>
    cycle.map((file) => relative(folder, file)).join(' > '),
  );
}

describe('a cycle of imports', () => {
  it('is found between two files', () => {
    const sources = { 'a.ts': "import { b } from './b.js';", 'b.ts': "export { a as b } from './a.js';" };
    expect(cyclesOf(sources)).toEqual(['a.ts > b.ts > a.ts']);
  });

  it('is found across three files, entered from a fourth', () => {
    const sources = {
      'entry.ts': "import './a.js';",
      'a.ts': "import './b.js';",
      'b.ts': "import * as c from './c.js';",
      'c.ts': "import type { T } from './a.js'; import a from './a.js';",
    };
    expect(cyclesOf(sources)).toEqual(['a.ts > b.ts > c.ts > a.ts']);
  });

  it('is none when one side imports types only', () => {
    const sources = {
      'a.ts': "import { b } from './b.js';",
      'b.ts':
        "import type { A } from './a.js'; import { type B } from './a.js'; export type { C } from './a.js';",
    };
    expect(cyclesOf(sources)).toEqual([]);
  });

  it('is none when two files share a third', () => {
    const sources = {
      'a.ts': "import './b.js'; import './c.js';",
      'b.ts': "import './c.js';",
      'c.ts': 'export {};',
    };
    expect(cyclesOf(sources)).toEqual([]);
  });
});

it('there is no cycle of imports in any package, or between packages', () => {
  const files = publishable.flatMap(sourceFiles);
  const graph = readImportGraph(files);
  const edges = [...graph.values()].flat();
  expect(edges.length, 'imports that were resolved').toBeGreaterThan(files.length / 2);
  expect(
    edges.filter((file) => file.endsWith('src/index.ts')).length,
    'imports between packages',
  ).toBeGreaterThan(10);
  const cycles = findImportCycles(graph);
  expect(cycles.map((cycle) => cycle.map((file) => relative(workspaceRoot, file)))).toEqual([]);
});
