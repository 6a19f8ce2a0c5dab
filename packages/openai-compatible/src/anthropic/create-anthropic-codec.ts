import type { ChatRequest, ModelDescriptor } from '@reg/core';
import type { ChatCodec, EncodeContext, ErrorFacts, ErrorResponse } from '../chat-codec.js';
import { refuseInBandError } from '../errors/in-band-error.js';
import { mapError } from '../errors/map-error.js';
import { completionFromMessage } from './completion-from-message.js';
import { encodeMessagesRequest } from './encode-messages-request.js';
import { mapAnthropicError } from './map-anthropic-error.js';
import { createMessageDecoder } from './message-stream.js';
import { messagesWire } from './messages-wire.js';

/** How a vendor's Anthropic endpoint differs from Anthropic's own. */
export interface AnthropicCodecSettings {
  /**
   * The request with the vendor's rules kept, still in chat words. Must not change `request`. Drops or changes what the
   * model would refuse, and says so.
   */
  readonly prepare?: (request: ChatRequest, context: EncodeContext) => ChatRequest;
  /** The output limit of a request that has none, which the API demands. @default 32768, or what the model can */
  readonly defaultMaxTokens?: (model: ModelDescriptor) => number;
  /** @default what the error means at any vendor */
  readonly mapError?: (response: ErrorResponse) => ErrorFacts;
}

/** The codec for endpoints that speak Anthropic's Messages: its own wire, on the same transport. */
export function createAnthropicCodec(settings: AnthropicCodecSettings = {}): ChatCodec {
  const { prepare, defaultMaxTokens } = settings;
  const codec: ChatCodec = {
    wire: messagesWire,
    encodeRequest: (request, context) =>
      encodeMessagesRequest(prepare?.(request, context) ?? request, context, defaultMaxTokens),
    decodeCompletion(body, context) {
      refuseInBandError(body, { context, codec });
      return completionFromMessage(body, context);
    },
    createChunkDecoder(context) {
      const decode = createMessageDecoder(context);
      return (event) => {
        refuseInBandError(event, { context, codec });
        return decode(event);
      };
    },
    mapError: (response) => mapAnthropicError(response, settings.mapError ?? mapError),
  };
  return codec;
}
