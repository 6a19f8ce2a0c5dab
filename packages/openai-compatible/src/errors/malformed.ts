import { createApiError, type APIError } from '@reg/core';
import type { DecodeContext } from '../chat-codec.js';

/** The error for an answer that does not have the documented shape. `message` never quotes the answer itself. */
export function malformed(context: DecodeContext, message: string): APIError {
  return createApiError({
    kind: 'malformed_response',
    provider: context.provider,
    model: context.model.id,
    message,
  });
}
