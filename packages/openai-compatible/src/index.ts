export type { ChatCodec, DecodeContext, EncodeContext, ErrorFacts, ErrorResponse } from './chat-codec.js';
