import { openAiCodec, refuseInBandError } from '@reg/openai-compatible';
import type { ChatCodec, ChunkDecoder } from '@reg/openai-compatible';
import { encodeGlmRequest } from './glm-encode-request.js';
import { mapGlmError } from './glm-map-error.js';
import { withTagsApart } from './with-tags-apart.js';

/**
 * How GLM differs from OpenAI on the wire. Sources: docs.z.ai OpenAPI, 2026-08-03, and published captures. Calls
 * with index -1, the finish that comes twice and arguments as an object need nothing here: every decoder mends them.
 */
export const glmCodec: ChatCodec = withTagsApart({
  encodeRequest: encodeGlmRequest,
  mapError: mapGlmError,

  decodeCompletion(body, context) {
    refuseInBandError(body, { context, codec: glmCodec });
    return openAiCodec.decodeCompletion(body, context);
  },

  createChunkDecoder(context) {
    const decode = openAiCodec.createChunkDecoder(context);
    const refusing: ChunkDecoder = (event) => {
      refuseInBandError(event, { context, codec: glmCodec });
      return decode(event);
    };
    // No text makes an error.
    return Object.assign(refusing, { passesTexts: decode.passesTexts });
  },
});
