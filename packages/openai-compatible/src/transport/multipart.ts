/** A file to send. */
export interface UploadedPart {
  readonly name: string;
  readonly content: Uint8Array;
}

/** A `multipart/form-data` body with some text fields and one file. */
export function multipartBody(
  file: UploadedPart,
  fields: Readonly<Record<string, string>>,
): { readonly body: Uint8Array; readonly contentType: string } {
  const texts = Object.entries(fields);
  const boundary = boundaryFor(
    file.content,
    texts.map(([, value]) => value),
  );
  const head = texts.map(
    ([name, value]) =>
      `--${boundary}\r\ncontent-disposition: form-data; name="${quoted(name)}"\r\n\r\n${value}\r\n`,
  );
  head.push(
    `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${quoted(file.name)}"\r\n`,
    'content-type: application/octet-stream\r\n\r\n',
  );
  const body = Buffer.concat([
    Buffer.from(head.join('')),
    file.content,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ]);
  return { body, contentType: `multipart/form-data; boundary=${boundary}` };
}

/** A mark that occurs nowhere in what it separates: proved, not hoped for. */
function boundaryFor(content: Uint8Array, values: readonly string[]): string {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  for (let number = 0; ; number += 1) {
    const boundary = `reg-part-${number}`;
    if (!bytes.includes(boundary) && !values.some((value) => value.includes(boundary))) return boundary;
  }
}

/** As browsers do it: https://html.spec.whatwg.org/#multipart-form-data */
function quoted(name: string): string {
  return name.replaceAll('\r', '%0D').replaceAll('\n', '%0A').replaceAll('"', '%22');
}
