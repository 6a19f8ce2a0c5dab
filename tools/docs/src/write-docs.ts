import { writeFileSync } from 'node:fs';
import { generatedFiles } from './generated-files.js';
import { inRepository } from './repository.js';

for (const { path, render } of generatedFiles) {
  writeFileSync(inRepository(path), render());
  console.log(`wrote ${path}`);
}
