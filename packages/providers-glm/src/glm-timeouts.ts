import type { AttemptTimeouts, ModelDescriptor } from '@reg/core';

/**
 * How long one attempt at a model may take, by phase. The vendor's own SDK waits 300 s for an answer and 8 s for
 * a connection; a thinking model that is not streamed is silent for most of that, and an unstreamed tool call
 * leaves a gap inside a stream.
 */
export function glmTimeouts(model: ModelDescriptor): AttemptTimeouts {
  const alwaysThinks = model.capabilities.reasoning === 'always';
  const thinks = model.capabilities.reasoning !== 'none';
  return {
    connectMs: 10_000,
    headersMs: thinks ? 300_000 : 60_000,
    firstTokenMs: alwaysThinks ? 300_000 : 120_000,
    idleMs: thinks ? 120_000 : 60_000,
    totalMs: 600_000,
  };
}
