import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Plugin } from 'esbuild';

/** A package whose code is in a bundle. */
export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly texts: readonly string[];
}

/** What may be passed on inside our own files. Anything else is a decision for people. */
const passedOn = new Set(['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT']);

/** An esbuild plugin: writes the licenses of what was bundled beside it, and fails where one forbids that. */
export function bundledLicenses(): Plugin {
  return {
    name: 'bundled-licenses',
    setup(build) {
      build.initialOptions.metafile = true;
      const { absWorkingDir: cwd = process.cwd(), outdir = 'dist' } = build.initialOptions;
      build.onEnd(({ metafile }) => {
        const inputs = Object.values(metafile?.outputs ?? {}).flatMap((output) => Object.keys(output.inputs));
        const packages = bundledPackages(inputs.map((input) => resolve(cwd, input)));
        if (packages.length === 0) return;
        mkdirSync(resolve(cwd, outdir), { recursive: true });
        writeFileSync(resolve(cwd, outdir, 'THIRD-PARTY-LICENSES.txt'), licensesText(packages));
      });
    },
  };
}

/** The packages that the files are part of, each once, by name. */
export function bundledPackages(files: readonly string[]): readonly BundledPackage[] {
  const folders = new Set(files.flatMap((file) => packageFolder(file) ?? []));
  return [...folders]
    .map(readPackage)
    .toSorted((left, right) => (left.name + left.version < right.name + right.version ? -1 : 1));
}

export function licensesText(packages: readonly BundledPackage[]): string {
  const parts = packages.map(({ name, version, license, texts }) =>
    [`${name} ${version} (${license})`, ...texts].join('\n\n'),
  );
  return `Code of these packages is part of the files in this folder.\n\n${parts.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}

function packageFolder(file: string): string | undefined {
  return /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file)?.[0];
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly author?: string | { readonly name?: string };
}

function readPackage(folder: string): BundledPackage {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
  const { name, version, license = 'none', author } = manifest;
  if (!passedOn.has(license))
    throw new Error(`${name} ${version} has the license ${license}: may it be bundled?`);
  const texts = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && /^(licen[cs]e|copying|notice)/i.test(entry.name))
    .map((entry) => readFileSync(join(folder, entry.name), 'utf8').trim());
  if (texts.length > 0) return { name, version, license, texts };
  // Some name it in their manifest only.
  const holder = typeof author === 'string' ? author : author?.name;
  return { name, version, license, texts: [`Copyright ${holder ?? `the authors of ${name}`}`] };
}
