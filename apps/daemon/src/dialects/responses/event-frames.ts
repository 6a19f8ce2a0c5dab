import type { ResponseEvent } from './response-event.js';

/** Events as they go over the wire. Several at once cost one write. */
export function eventFrames(events: readonly ResponseEvent[]): string {
  let frames = '';
  for (const event of events) frames += `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
  return frames;
}
