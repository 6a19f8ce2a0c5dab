import type { AttemptTimeouts, ModelDescriptor } from '@reg/core';

/**
 * How long one attempt at a model may take, by phase. A thinking model is silent while it thinks when nothing
 * is streamed, so its headers may come minutes later. The total is where the vendor's own gateway gives up on
 * an answer that is not streamed: 900 s, then 504 (platform.kimi.ai, 2026-09).
 */
export function kimiTimeouts(model: ModelDescriptor): AttemptTimeouts {
  const thinks = model.capabilities.reasoning !== 'none';
  return {
    connectMs: 10_000,
    headersMs: thinks ? 300_000 : 60_000,
    firstTokenMs: thinks ? 300_000 : 120_000,
    idleMs: thinks ? 120_000 : 60_000,
    totalMs: 900_000,
  };
}
