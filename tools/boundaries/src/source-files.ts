import { globSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceRoot } from './lint-source.js';

/** Folders of the projects that users install, relative to the workspace. */
export const publishable = globSync('{packages,apps}/*/package.json', { cwd: workspaceRoot })
  .map((file) => file.replace(/[/\\]package\.json$/u, '').replaceAll('\\', '/'))
  .sort();

/** Absolute paths of the TypeScript files under a project's `src`. */
export function sourceFiles(project: string): string[] {
  const folder = join(workspaceRoot, project, 'src');
  return globSync('**/*.ts', { cwd: folder }).map((file) => join(folder, file));
}
