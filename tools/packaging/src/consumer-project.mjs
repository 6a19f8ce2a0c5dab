import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exportedNames } from './exported-names.mjs';
import { runCommand } from './run-command.mjs';
import { workspaceRoot } from './workspace.mjs';

/** @typedef {import('./workspace.mjs').PublishedPackage} PublishedPackage */

/**
 * Makes a user's project in an empty folder outside the workspace and installs the tarballs in it.
 * @param {string} folder
 * @param {{ published: PublishedPackage, tarball: string }[]} packed
 */
export async function createConsumerProject(folder, packed) {
  cpSync(join(workspaceRoot, 'tools/packaging/consumer'), folder, { recursive: true });
  write(folder, 'package.json', consumerManifest(packed));
  write(folder, 'promised-names.json', promisedNames(packed.map(({ published }) => published)));
  writeFileSync(
    join(folder, 'every-package.ts'),
    everyPackageSource(packed.map(({ published }) => published)),
  );
  const options = ['--no-audit', '--no-fund', '--ignore-scripts', '--prefer-offline', '--loglevel=error'];
  await runCommand('npm', ['install', ...options], { cwd: folder });
}

/** @type {(folder: string, file: string, value: unknown) => void} */
const write = (folder, file, value) =>
  writeFileSync(join(folder, file), `${JSON.stringify(value, null, 2)}\n`);

/**
 * The overrides make the packages find each other among the tarballs, never in the npm registry.
 * @param {{ published: PublishedPackage, tarball: string }[]} packed
 */
function consumerManifest(packed) {
  const root = JSON.parse(readFileSync(join(workspaceRoot, 'package.json'), 'utf8'));
  const tarballs = packed.map(({ published, tarball }) => [published.name, `file:${tarball}`]);
  return {
    name: 'consumer',
    private: true,
    type: 'module',
    dependencies: Object.fromEntries(tarballs),
    devDependencies: {
      '@types/node': root.devDependencies['@types/node'],
      // The declarations of @ai-sdk/provider name a package whose types they do not bring.
      '@types/json-schema': versionHere('@types/json-schema'),
    },
    overrides: Object.fromEntries(packed.map(({ published: { name } }) => [name, `$${name}`])),
  };
}

/** @param {string} name */
function versionHere(name) {
  const manifest = readFileSync(join(workspaceRoot, 'node_modules', name, 'package.json'), 'utf8');
  return /** @type {{ version: string }} */ (JSON.parse(manifest)).version;
}

/**
 * @param {PublishedPackage[]} packages
 * @returns {Record<string, string[]>} run-time names by import specifier
 */
function promisedNames(packages) {
  return Object.fromEntries(
    packages.flatMap((published) =>
      Object.entries(exportedNames(published)).map(([subpath, { values }]) => [
        published.name + subpath.slice(1),
        values,
      ]),
    ),
  );
}

/**
 * A program that imports every entry point, so that the compiler reads every declaration file.
 * @param {PublishedPackage[]} packages
 */
function everyPackageSource(packages) {
  const entries = Object.keys(promisedNames(packages));
  const imports = entries.map((entry, index) => `import * as package${index} from '${entry}';\n`);
  return `${imports.join('')}export const packages = [${entries.map((_, index) => `package${index}`).join(', ')}];\n`;
}
