import type { ChatRequest } from '@reg/core';
import type { AttemptContext } from './walk-ranked.js';

/** The caller's request as one attempt sends it; the caller's own object stays as it is, whoever else has it. */
export function requestToSend(
  request: ChatRequest,
  context: Pick<AttemptContext, 'candidate' | 'outputTokenLimit'>,
  mode: 'whole' | 'streamed',
): ChatRequest {
  const { candidate, outputTokenLimit } = context;
  const isAsItWas =
    mode === 'whole' && outputTokenLimit === undefined && request.model === candidate.descriptor.id;
  // Nobody changes a request, so one that has to say nothing else is sent as it is.
  if (isAsItWas && !('stream' in request) && !('stream_options' in request)) return request;
  const { stream: _stream, stream_options, ...rest } = request;
  return {
    ...rest,
    model: candidate.descriptor.id,
    ...(outputTokenLimit === undefined ? {} : { max_tokens: outputTokenLimit }),
    ...(mode === 'whole' ? {} : { stream: true }),
    ...(mode === 'whole' || stream_options === undefined ? {} : { stream_options }),
  };
}
