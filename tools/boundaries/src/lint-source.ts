import { join } from 'node:path';
import { createProjectGraphAsync } from '@nx/devkit';
import { ESLint, type Linter } from 'eslint';
import tseslint from 'typescript-eslint';

export const workspaceRoot = join(import.meta.dirname, '../../..');

/** Rules that need types need a file that exists; the code that is linted here does not. */
const withoutTypes = tseslint.configs.disableTypeChecked as Linter.Config;
const eslint = new ESLint({ cwd: workspaceRoot, overrideConfig: withoutTypes });

/** Makes the project graph that the boundary rule reads. Without a graph that rule accepts everything in silence. */
export async function loadProjectGraph() {
  return createProjectGraphAsync({ exitOnError: false, resetDaemonClient: true });
}

/** Lints `code` as if it stood in `file`, with the workspace's own eslint.config.mjs. Nothing is written to disk. */
export async function lintSource(file: string, code: string): Promise<string[]> {
  return messagesOf(eslint, file, code);
}

const boundaryRule = '@nx/enforce-module-boundaries';

/**
 * The same, with the rule's own search for cycles switched off. Most wrong imports close a cycle too, and the
 * rule then speaks of the cycle only; this shows what the tags alone refuse.
 */
export async function lintSourceByTagsAlone(file: string, code: string): Promise<string[]> {
  const config = await eslint.calculateConfigForFile(join(workspaceRoot, file));
  const [severity, options] = config.rules[boundaryRule] as ['error', object];
  const overrideConfig: Linter.Config = {
    rules: { [boundaryRule]: [severity, { ...options, ignoredCircularDependencies: [['*', '*']] }] },
  };
  return messagesOf(
    new ESLint({ cwd: workspaceRoot, overrideConfig: [withoutTypes, overrideConfig] }),
    file,
    code,
  );
}

async function messagesOf(linter: ESLint, file: string, code: string): Promise<string[]> {
  const [result] = await linter.lintText(code, { filePath: join(workspaceRoot, file), warnIgnored: true });
  return (result?.messages ?? []).map(({ ruleId, message }) => `${ruleId ?? 'eslint'}: ${message}`);
}
