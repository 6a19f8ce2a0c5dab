import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { generatedFiles } from './generated-files.js';
import { inRepository } from './repository.js';

it.each(generatedFiles)('$path is what the code says', ({ path, render }) => {
  const present = existsSync(inRepository(path)) ? readFileSync(inRepository(path), 'utf8') : '';
  expect(present === render(), `${path} is stale. Write it anew with: npm run docs`).toBe(true);
});

it('names each file once', () => {
  const paths = generatedFiles.map(({ path }) => path);
  expect(new Set(paths).size).toBe(paths.length);
});
