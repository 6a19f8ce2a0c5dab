import type { IncomingMessage } from 'node:http';

/** The body of a request, or how it failed: larger than allowed, or the client went away while sending. */
export type ReadBody =
  | { readonly type: 'whole'; readonly bytes: Buffer }
  | { readonly type: 'too_large' }
  | { readonly type: 'aborted' };

/** Reads a body of at most `maxBytes`. What is beyond is not kept. */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<ReadBody> {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) return { type: 'too_large' };
  const parts: Buffer[] = [];
  let length = 0;
  try {
    for await (const part of request as AsyncIterable<Buffer>) {
      length += part.length;
      if (length > maxBytes) return { type: 'too_large' };
      parts.push(part);
    }
  } catch {
    return { type: 'aborted' };
  }
  return {
    type: 'whole',
    bytes: parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts),
  };
}
