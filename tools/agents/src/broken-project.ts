import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Edit } from './agent-under-test.js';

const from = '  return price + quantity;';
const to = '  return price * quantity;';
const source = `// What a line of an invoice comes to.\nexport function lineTotal(price, quantity) {\n${from}\n}\n`;

export const task = 'lineTotal in src/invoice.js adds where it should multiply. Read the file and fix it.';
export const fixedSource = source.replace(from, to);

/** A repository with one file and one bug. */
export function writeBrokenProject(folder: string, env: Readonly<Record<string, string>>): Edit {
  mkdirSync(join(folder, 'src'), { recursive: true });
  const file = join(folder, 'src/invoice.js');
  writeFileSync(file, source);
  const git = (...words: string[]): void => {
    execFileSync('git', words, { cwd: folder, env, stdio: 'pipe' });
  };
  git('init', '--quiet', '--initial-branch', 'main');
  git('add', '.');
  const author = ['-c', 'user.name=Somebody', '-c', 'user.email=somebody@example.com'];
  git(...author, 'commit', '--quiet', '--message', 'An invoice');
  return { file, from, to };
}
