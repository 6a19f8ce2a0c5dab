import { readFileSync, statSync } from 'node:fs';

const largestBytes = 1_048_576;

/** The text of a file, or in words why it cannot be had. */
export function readBounded(path: string): { readonly text: string } | { readonly problem: string } {
  try {
    const facts = statSync(path, { throwIfNoEntry: false });
    if (facts === undefined) return { problem: 'does not exist' };
    if (facts.isDirectory()) return { problem: 'is a folder' };
    if (facts.size > largestBytes) return { problem: 'is larger than 1 MiB' };
    // Editors on Windows put a byte order mark in front.
    return { text: readFileSync(path, 'utf8').replace(/^\uFEFF/, '') };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    return { problem: `cannot be read (${code})` };
  }
}
