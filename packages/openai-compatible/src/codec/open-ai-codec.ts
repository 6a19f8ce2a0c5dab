import type { ChatCodec } from '../chat-codec.js';
import { mapError } from '../errors/map-error.js';
import { createChunkDecoder } from './chunk-decoder.js';
import { decodeCompletion } from './decode-completion.js';
import { encodeRequest } from './encode-request.js';

/**
 * The codec for servers that speak OpenAI Chat Completions, and the defaults of every other codec: spread it and
 * replace what a vendor does differently. Strict in what it gives, lenient in what it takes.
 */
export const openAiCodec: ChatCodec = { encodeRequest, decodeCompletion, createChunkDecoder, mapError };
