import fc from 'fast-check';
import { expect, it } from 'vitest';
import { multipartBody } from './multipart.js';

/** Reads a body as the platform's own parser does. */
async function parse({ body, contentType }: ReturnType<typeof multipartBody>) {
  const form = await new globalThis.Response(Buffer.from(body), {
    headers: { 'content-type': contentType },
  }).formData();
  const file = form.get('file');
  if (file === null || typeof file === 'string') throw new Error('no file');
  return { form, name: file.name, content: new Uint8Array(await file.arrayBuffer()) };
}

it('carries any bytes and any fields', async () => {
  const text = fc.string({ unit: 'grapheme' }).map((value) => value.replaceAll(/[\r\n]/g, ' '));
  await fc.assert(
    fc.asyncProperty(fc.uint8Array(), text, async (content, purpose) => {
      const parsed = await parse(multipartBody({ name: 'a.pdf', content }, { purpose }));
      expect(parsed.content).toEqual(content);
      expect(parsed.form.get('purpose')).toBe(purpose);
    }),
  );
});

it('finds a boundary that the content does not hold', async () => {
  const content = new TextEncoder().encode('--reg-part-0\r\n--reg-part-1--\r\n');
  const parsed = await parse(multipartBody({ name: 'a', content }, { purpose: 'reg-part-2' }));
  expect(parsed.content).toEqual(content);
});

it('keeps a name from breaking out of its header', () => {
  const { body } = multipartBody({ name: 'a"\r\nx-evil: 1', content: new Uint8Array() }, {});
  expect(Buffer.from(body).toString()).toContain('filename="a%22%0D%0Ax-evil: 1"');
});
