import type { AnthropicErrorBody } from './error-envelope.js';

/** Keeps a silent stream alive; clients of this dialect expect it. */
export const pingFrame = 'event: ping\ndata: {"type": "ping"}\n\n';

export function errorFrame(body: AnthropicErrorBody): string {
  return `event: error\ndata: ${JSON.stringify(body)}\n\n`;
}
