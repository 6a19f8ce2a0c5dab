import { readFileSync } from 'node:fs';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { runCommand } from './run-command.mjs';
import { sourceCondition } from './source-condition.mjs';

/**
 * What is in the tarball that should not be, and the other way round.
 * @param {string} tarball
 * @param {string} cwd
 */
export async function contentProblems(tarball, cwd) {
  const files = (await runCommand('tar', ['-tzf', tarball], { cwd })).trim().split('\n');
  const manifest = await runCommand('tar', ['-xzOf', tarball, 'package/package.json'], { cwd });
  const missing = [
    'package/README.md',
    'package/LICENSE',
    'package/dist/index.js',
    'package/dist/index.d.ts',
  ];
  return [
    ...missing.filter((file) => !files.includes(file)).map((file) => `${file} is not in the tarball`),
    ...files
      .filter((file) => /\/(src|test)\/|\.test\./u.test(file))
      .map((file) => `${file} is in the tarball`),
    ...(manifest.includes(sourceCondition)
      ? [`the packed manifest still has the condition ${sourceCondition}`]
      : []),
  ];
}

/**
 * @param {string} tarball
 */
export async function publintProblems(tarball) {
  const bytes = new Uint8Array(readFileSync(tarball)).buffer;
  const { messages, pkg } = await publint({ pack: { tarball: bytes }, strict: true });
  return messages.map((message) => `${message.type}: ${formatMessage(message, pkg, { color: false })}`);
}

/**
 * Are the types wrong? Only for importers that understand ES modules: CommonJS reads the same files by require(esm).
 * @param {string} tarball
 * @param {string} cwd
 */
export async function typesProblems(tarball, cwd) {
  const options = [
    '--profile',
    'esm-only',
    '--no-definitely-typed',
    '--format',
    'ascii',
    '--no-emoji',
    '--no-color',
  ];
  try {
    await runCommand('attw', [tarball, ...options], { cwd });
    return [];
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}
