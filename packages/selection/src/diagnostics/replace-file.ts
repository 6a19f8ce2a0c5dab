import { dirname } from 'node:path';

/**
 * Writes a file in one step, so that nobody ever reads half of it. Only its owner may read it; the folder is made
 * when it is missing.
 */
export async function replaceFile(path: string, text: string): Promise<void> {
  // Most programs that import the package write no file, and need not wait for what does.
  const [{ randomUUID }, { mkdir, open, rename, rm }] = await Promise.all([
    import('node:crypto'),
    import('node:fs/promises'),
  ]);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  // In the same folder, because a file can only be renamed in one step within one file system.
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(text);
      // Without it a power cut may leave the new name on an empty file.
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
