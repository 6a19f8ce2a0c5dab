import { openAiCodec, refuseInBandError } from '@reg/openai-compatible';
import type { ChatCodec, ChunkDecoder } from '@reg/openai-compatible';
import { encodeKimiRequest } from './kimi-encode-request.js';
import { mapKimiError } from './kimi-map-error.js';

/**
 * How Kimi differs from OpenAI on the wire. Sources: platform.kimi.ai docs, 2026-09-12, and published captures.
 * The three places of usage, the two of cached tokens and vLLM's name for reasoning need nothing here: every
 * decoder takes them. An overloaded engine says so inside a stream that began with 200.
 */
export const kimiCodec: ChatCodec = {
  ...openAiCodec,
  encodeRequest: encodeKimiRequest,
  mapError: mapKimiError,

  decodeCompletion(body, context) {
    refuseInBandError(body, { context, codec: kimiCodec });
    return openAiCodec.decodeCompletion(body, context);
  },

  createChunkDecoder(context) {
    const decode = openAiCodec.createChunkDecoder(context);
    const refusing: ChunkDecoder = (event) => {
      refuseInBandError(event, { context, codec: kimiCodec });
      return decode(event);
    };
    // No text makes an error.
    return Object.assign(refusing, { passesTexts: decode.passesTexts });
  },
};
