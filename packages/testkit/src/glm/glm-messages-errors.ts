import { createHash } from 'node:crypto';
import { anthropicTypeOf } from '../anthropic/messages-door.js';
import type { VendorError } from '../faults/vendor-error.js';
import { isRecord } from '../json-value.js';

/** A GLM error on its Anthropic endpoint: `[1113][Insufficient balance …][<request id>]` under one of Anthropic's types. */
export function glmErrorInMessages({ status, body }: Pick<VendorError, 'status' | 'body'>): unknown {
  const error = isRecord(body) ? body['error'] : undefined;
  if (!isRecord(error)) return body;
  const { code, message } = error;
  const id = createHash('sha256').update(String(message)).digest('hex').slice(0, 16);
  return {
    type: 'error',
    error: { type: anthropicTypeOf(status), code, message: `[${String(code)}][${String(message)}][${id}]` },
  };
}
