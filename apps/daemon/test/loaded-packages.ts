import { readFile } from 'node:fs/promises';

/** What a process loaded, by the word of tell-loaded-files.mjs. */
export interface Loaded {
  /** Packages, also those that are part of a file of ours. */
  readonly packages: ReadonlySet<string>;
  /** Node's own fetch, WebSocket and the like. */
  readonly fetch: boolean;
}

/** The option that makes a process tell. */
export const tellLoaded = `--import=${new URL('tell-loaded-files.mjs', import.meta.url).href}`;

export async function loadedPackages(standardError: string): Promise<Loaded> {
  const said = /^loaded (.+)$/m.exec(standardError)?.[1];
  if (said === undefined) throw new Error(`The process did not tell what it loaded:\n${standardError}`);
  const { files, fetch } = JSON.parse(said) as { files: string[]; fetch: boolean };
  const packages = await Promise.all(files.map(packagesIn));
  return { packages: new Set(packages.flat()), fetch };
}

/** esbuild writes above each part of a bundle which file it comes from. */
async function packagesIn(file: string): Promise<readonly string[]> {
  const text = await readFile(new URL(file), 'utf8');
  const parts = [...text.matchAll(/^\s*\/\/ (\S+\.[cm]?[jt]s)$/gm)].map(([, path = '']) => path);
  return [file, ...parts].flatMap(packageOf);
}

function packageOf(path: string): readonly string[] {
  const installed = /(?:.*\/|^)node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1];
  if (installed !== undefined) return [installed];
  const own = /(?:\/|^)packages\/([^/]+)\/dist\//.exec(path)?.[1];
  return own === undefined ? [] : [`@reg/${own}`];
}
