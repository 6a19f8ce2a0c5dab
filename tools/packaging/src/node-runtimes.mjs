import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from './run-command.mjs';
import { workspaceRoot } from './workspace.mjs';

/** The oldest Node that reg supports, and the two lines that it is developed for. */
export const testedNodes = ['22.12.0', '24.21.0', '26.10.0'];

/**
 * The path of a Node of exactly this version. npm carries Node's own builds, so none has to be on the machine; they
 * are kept under node_modules/.cache.
 * @param {string} version
 */
export async function nodeRuntime(version) {
  if (process.versions.node === version) return process.execPath;
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const name = `${platform === 'darwin' && process.arch === 'arm64' ? 'node-bin' : 'node'}-${platform}-${process.arch}`;
  const folder = join(workspaceRoot, 'node_modules/.cache/reg-node', version);
  const executable = join(folder, 'node_modules', name, 'bin', platform === 'win' ? 'node.exe' : 'node');
  if (!existsSync(executable)) {
    mkdirSync(folder, { recursive: true });
    const options = ['--prefix', folder, '--no-save', '--no-audit', '--no-fund', '--ignore-scripts'];
    await runCommand('npm', ['install', ...options, `${name}@${version}`], { cwd: folder });
  }
  return executable;
}
