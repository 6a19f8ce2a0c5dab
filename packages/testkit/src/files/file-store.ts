import { randomUUID } from 'node:crypto';

/** A file that was uploaded to a simulator. */
export interface StoredFile {
  readonly id: string;
  readonly filename: string;
  readonly purpose: string;
  readonly mediaType: string;
  readonly bytes: Buffer;
  /** Seconds since the epoch. */
  readonly createdAt: number;
}

const maxTotalBytes = 512 * 1024 * 1024;

/** The files of a simulated account, in memory. */
export class FileStore {
  readonly #files = new Map<string, StoredFile>();
  #totalBytes = 0;

  get size(): number {
    return this.#files.size;
  }

  add(file: Omit<StoredFile, 'id'>): StoredFile {
    const stored = { ...file, id: `file-${randomUUID().replaceAll('-', '').slice(0, 20)}` };
    this.#files.set(stored.id, stored);
    this.#totalBytes += stored.bytes.length;
    // The vendor bounds the number of files; memory bounds their bytes, so the oldest go.
    for (const id of this.#files.keys()) {
      if (this.#totalBytes <= maxTotalBytes || id === stored.id) break;
      this.delete(id);
    }
    return stored;
  }

  get(id: string): StoredFile | undefined {
    return this.#files.get(id);
  }

  list(): readonly StoredFile[] {
    return [...this.#files.values()];
  }

  delete(id: string): boolean {
    this.#totalBytes -= this.#files.get(id)?.bytes.length ?? 0;
    return this.#files.delete(id);
  }

  clear(): void {
    this.#files.clear();
    this.#totalBytes = 0;
  }
}

/** A file as both vendors describe it. */
export function fileObject(file: StoredFile) {
  return {
    id: file.id,
    object: 'file',
    bytes: file.bytes.length,
    created_at: file.createdAt,
    filename: file.filename,
    purpose: file.purpose,
    status: 'ok',
    status_details: '',
  };
}
