/** Events as they go over the wire, each with its name. Several at once cost one write. */
export function eventFrames<Event extends { readonly type: string }>(
  events: readonly Event[],
  textOf: (event: Event) => string = JSON.stringify,
): string {
  let frames = '';
  for (const event of events) frames += `event: ${event.type}\ndata: ${textOf(event)}\n\n`;
  return frames;
}
