import type { VendorError } from '../faults/vendor-error.js';
import { errorReply, jsonReply, type Reply } from '../http/reply.js';
import type { ApiRequest } from '../http/vendor-behaviour.js';
import { fileObject, type FileStore } from './file-store.js';
import { parseMultipart } from './parse-multipart.js';

/** What a vendor says about files that it does not take or does not have. */
export interface FileRules {
  readonly store: FileStore;
  readonly purposes: readonly string[];
  readonly maxFiles: number;
  readonly maxFileBytes: number;
  readonly errors: Readonly<
    Record<'purpose' | 'empty' | 'tooLarge' | 'tooMany' | 'notAForm' | 'notFound', VendorError>
  >;
}

/** Answers `/files`, `/files/{id}` and `/files/{id}/content`; `undefined` for any other route. */
export function answerFiles(request: ApiRequest, rules: FileRules): Reply | undefined {
  const [, id, content] = /^\/files(?:\/([^/]+)(\/content)?)?$/.exec(request.route) ?? [undefined];
  if (!/^\/files(\/|$)/.test(request.route)) return undefined;
  if (id === undefined) return request.method === 'POST' ? upload(request, rules) : listFiles(rules);
  const file = rules.store.get(id);
  if (file === undefined) return errorReply(rules.errors.notFound);
  if (content !== undefined)
    return {
      type: 'plain',
      status: 200,
      body: file.bytes.toString('utf8'),
      contentType: 'text/plain; charset=utf-8',
    };
  if (request.method !== 'DELETE') return jsonReply(fileObject(file));
  rules.store.delete(id);
  return jsonReply({ id, object: 'file', deleted: true });
}

function listFiles({ store }: FileRules): Reply {
  return jsonReply({ object: 'list', data: store.list().map((file) => fileObject(file)) });
}

function upload(request: ApiRequest, rules: FileRules): Reply {
  const parts = parseMultipart(request.bytes, String(request.headers['content-type'] ?? ''));
  const file = parts?.find((part) => part.name === 'file');
  if (parts === undefined || file === undefined) return errorReply(rules.errors.notAForm);
  const purpose = parts.find((part) => part.name === 'purpose')?.bytes.toString('utf8') ?? '';
  if (!rules.purposes.includes(purpose)) return errorReply(rules.errors.purpose);
  if (file.bytes.length === 0) return errorReply(rules.errors.empty);
  if (file.bytes.length > rules.maxFileBytes) return errorReply(rules.errors.tooLarge);
  if (rules.store.size >= rules.maxFiles) return errorReply(rules.errors.tooMany);
  const { mediaType, bytes } = file;
  const createdAt = Math.floor(request.nowMs / 1000);
  return jsonReply(
    fileObject(rules.store.add({ filename: file.filename ?? 'file', purpose, mediaType, bytes, createdAt })),
  );
}
