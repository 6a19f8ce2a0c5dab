import { readFile, stat } from 'node:fs/promises';

/**
 * What a file of the daemon's own holds; `undefined` when there is none yet.
 *
 * @throws Error when it is larger than `maxBytes`, or cannot be read.
 */
export async function readStateFile(path: string, maxBytes: number): Promise<string | undefined> {
  try {
    const { size } = await stat(path);
    if (size > maxBytes) throw new Error(`it is larger than ${maxBytes} bytes`);
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
