#!/usr/bin/env node
// The target check:package: is this package, as it would be released, right for those who install it?
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { apiProblems } from './api-pins.mjs';
import { packPackage } from './pack-package.mjs';
import { contentProblems, publintProblems, typesProblems } from './tarball-problems.mjs';
import { readPackage, requireBuild } from './workspace.mjs';

const published = readPackage(process.cwd());
requireBuild(published);

const folder = mkdtempSync(join(tmpdir(), 'reg-check-package-'));
try {
  const tarball = await packPackage(published, folder);
  /** @type {[string, string[]][]} */
  const findings = [
    ['contents', await contentProblems(tarball, folder)],
    ['publint --strict', await publintProblems(tarball)],
    ['attw --profile esm-only', await typesProblems(tarball, folder)],
    ['exported names', await apiProblems(published)],
  ];
  for (const [check, problems] of findings) {
    console.log(`${problems.length === 0 ? 'ok    ' : 'FAILED'} ${published.name}: ${check}`);
    for (const problem of problems) console.log(`       ${problem.replaceAll('\n', '\n       ')}`);
  }
  process.exitCode = findings.some(([, problems]) => problems.length > 0) ? 1 : 0;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
