import { anthropicTypeOf } from '../anthropic/messages-door.js';
import type { VendorError } from '../faults/vendor-error.js';
import { isRecord } from '../json-value.js';

/**
 * A Kimi error on its Anthropic endpoint: its own type and text in Anthropic's envelope. The coding plan's host answers
 * some 401s in OpenAI's shape there (seen 2026-09); its errors are those without a type.
 */
export function kimiErrorInMessages({ status, body }: Pick<VendorError, 'status' | 'body'>): unknown {
  const error = isRecord(body) ? body['error'] : undefined;
  if (!isRecord(error)) return body;
  if (error['type'] === undefined && status === 401) return body;
  return {
    type: 'error',
    error: { type: anthropicTypeOf(status), ...error },
    request_id: '6f0c2d7e9a514c3d',
  };
}
