/** One part of a `multipart/form-data` body. */
export interface FormPart {
  readonly name: string;
  readonly filename: string | undefined;
  readonly mediaType: string;
  readonly bytes: Buffer;
}

const maxParts = 32;

/** The parts of a form, or `undefined` when the body is not one. */
export function parseMultipart(bytes: Buffer, contentType: string): FormPart[] | undefined {
  const boundary = /^multipart\/form-data;.*\bboundary="?([^";]{1,200})"?/i.exec(contentType)?.[1];
  if (boundary === undefined) return undefined;
  const mark = Buffer.from(`--${boundary}`);
  const parts: FormPart[] = [];
  let from = bytes.indexOf(mark);
  while (from !== -1 && parts.length < maxParts) {
    const start = from + mark.length;
    const end = bytes.indexOf(mark, start);
    if (end === -1) break;
    // Each part stands between CRLFs that belong to the marks.
    const part = parsePart(bytes.subarray(start + 2, end - 2));
    if (part !== undefined) parts.push(part);
    from = end;
  }
  return parts;
}

function parsePart(bytes: Buffer): FormPart | undefined {
  const gap = bytes.indexOf('\r\n\r\n');
  if (gap === -1) return undefined;
  const head = bytes.subarray(0, gap).toString('utf8');
  const name = /\bname="([^"]*)"/i.exec(head)?.[1];
  if (name === undefined) return undefined;
  return {
    name,
    filename: /\bfilename="([^"]*)"/i.exec(head)?.[1],
    mediaType: /^content-type:\s*([^;\r\n]+)/im.exec(head)?.[1] ?? 'application/octet-stream',
    bytes: bytes.subarray(gap + 4),
  };
}
