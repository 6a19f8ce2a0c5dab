import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AgentUnderTest } from './agent-under-test.js';

const root = join(import.meta.dirname, '../../..');
const cache = join(root, 'node_modules/.cache/reg-agents');
const installTimeoutMs = 600_000;

/**
 * Installs an agent from npm, once: 350 to 400 MB, none of which belongs to the project's own tree.
 *
 * @returns its program, as a file to run
 * @throws Error when npm cannot install it, or it is not there for this platform
 */
export function installAgent(agent: AgentUnderTest): string {
  const folder = join(cache, `${agent.name}-${agent.version}`);
  const program = agent.programFile(folder);
  if (existsSync(program)) return program;
  const wanted = `${agent.packageName}@${agent.version}`;
  console.error(`Installing ${wanted} (some 400 MB, once) ...`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  const options = ['--ignore-scripts', '--no-workspaces', '--no-audit', '--no-fund', '--no-package-lock'];
  const npm = spawnSync('npm', ['install', ...options, wanted], {
    cwd: folder,
    encoding: 'utf8',
    timeout: installTimeoutMs,
  });
  if (npm.status === 0 && existsSync(program)) return program;
  rmSync(folder, { recursive: true, force: true });
  throw new Error(`npm does not install ${wanted} here:\n${npm.stderr}${npm.error?.message ?? ''}`);
}

/** A folder for PATH in which the program has the name that `reg run` looks for. */
export function linkProgram(program: string, { as, into }: { as: string; into: string }): void {
  mkdirSync(into, { recursive: true });
  symlinkSync(program, join(into, as));
}
