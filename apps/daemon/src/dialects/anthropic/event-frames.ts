import type { AnthropicErrorBody } from './error-envelope.js';
import type { MessageEvent } from './message.js';

/** Keeps a silent stream alive; clients of this dialect expect it. */
export const pingFrame = 'event: ping\ndata: {"type": "ping"}\n\n';

/** Events as they go over the wire, each with its name. */
export function eventFrames(events: readonly MessageEvent[]): string {
  let frames = '';
  for (const event of events) frames += `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
  return frames;
}

export function errorFrame(body: AnthropicErrorBody): string {
  return `event: error\ndata: ${JSON.stringify(body)}\n\n`;
}
