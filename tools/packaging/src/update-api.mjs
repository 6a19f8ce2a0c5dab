#!/usr/bin/env node
// Writes tools/packaging/api/*.json anew from the built packages: `npm run api:update`.
import { globSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pinFile, writeApiPins } from './api-pins.mjs';
import { publishedPackages, requireBuild } from './workspace.mjs';

const packages = publishedPackages();
packages.forEach(requireBuild);

const folder = dirname(pinFile('any'));
mkdirSync(folder, { recursive: true });
const pins = packages.map(({ name }) => pinFile(name));
globSync('*.json', { cwd: folder })
  .map((file) => join(folder, file))
  .filter((file) => !pins.includes(file))
  .forEach((file) => rmSync(file));
for (const published of packages) await writeApiPins(published);
console.log(`Exported names of ${packages.length} packages written to ${folder}.`);
