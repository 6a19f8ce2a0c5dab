import { basename, relative } from 'node:path';
import { expect, it } from 'vitest';
import { workspaceRoot } from './lint-source.js';
import { publishable, sourceFiles } from './source-files.js';

/** Names that say nothing: what lives under them ends up unrelated. */
const emptyNames = /(^|[-_.])(utils?|helpers?|common|managers?|misc|shared|services?)([-_.]|$)/u;

const files = publishable
  .flatMap(sourceFiles)
  .map((file) => relative(workspaceRoot, file).replaceAll('\\', '/'));

it('no file or folder is named for nothing in particular', () => {
  const named = files.filter((file) =>
    file
      .split('/')
      .slice(3)
      .some((part) => emptyNames.test(part)),
  );
  expect(named).toEqual([]);
});

it('files and folders are kebab-case', () => {
  const odd = files.filter((file) => !/^[a-z0-9]+([-.][a-z0-9]+)*\.ts$/u.test(basename(file)));
  expect(odd).toEqual([]);
});
