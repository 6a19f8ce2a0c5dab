/** Events as they go over the wire, each with its name. Several at once cost one write. */
export function eventFrames(events: readonly { readonly type: string }[]): string {
  let frames = '';
  for (const event of events) frames += `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
  return frames;
}
