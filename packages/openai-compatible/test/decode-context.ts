import type { DecodeContext, EncodeContext } from '../src/index.js';
import { describeCustomModel } from '../src/index.js';

/** What codecs are told in tests of single functions. */
export const context: DecodeContext = {
  provider: 'box',
  model: describeCustomModel({ id: 'llama' }),
  nowSeconds: 1_789_000_000,
};

export function encodeContext(stream: boolean): EncodeContext {
  return { provider: 'box', model: context.model, stream, warn: () => undefined };
}
