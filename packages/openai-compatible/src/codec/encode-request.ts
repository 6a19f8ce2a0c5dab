import type { ChatRequest } from '@reg/core';
import type { EncodeContext } from '../chat-codec.js';

/**
 * The body that a plain OpenAI-compatible server takes: the caller's, with the vendor's id of the model, without
 * reg's own `reg` object. A stream is always asked for its usage, beside whatever the caller asked for.
 */
export function encodeRequest(request: ChatRequest, context: EncodeContext): Record<string, unknown> {
  const { reg: _reg, stream_options: streamOptions, ...body } = request;
  return {
    ...body,
    model: context.model.id,
    stream: context.stream,
    ...(context.stream ? { stream_options: { ...streamOptions, include_usage: true } } : {}),
  };
}
