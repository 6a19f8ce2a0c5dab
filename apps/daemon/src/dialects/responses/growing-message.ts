import { tellAdded, tellDone, type GrowingItem, type ItemPlace } from './growing-item.js';
import type { ItemStatus, MessageItem, MessagePart } from './response-item.js';

/** A message: text, or a refusal, or one after the other. */
export interface GrowingMessage extends GrowingItem {
  readonly kind: 'message';
  say(type: MessagePart['type'], delta: string): void;
}

export function createGrowingMessage(place: ItemPlace): GrowingMessage {
  const { id, outputIndex, push } = place;
  const parts: MessagePart[] = [];
  let part: { readonly type: MessagePart['type']; text: string } | undefined;
  const contentPlace = () => ({ item_id: id, output_index: outputIndex, content_index: parts.length });

  const itemAs = (status: ItemStatus): MessageItem => {
    const growing = part === undefined ? [] : [messagePart(part.type, part.text)];
    return { id, type: 'message', status, role: 'assistant', content: [...parts, ...growing] };
  };
  const closePart = (): void => {
    if (part === undefined) return;
    const { type, text } = part;
    if (type === 'output_text') {
      push({ type: 'response.output_text.done', ...contentPlace(), text, logprobs: [] });
    } else push({ type: 'response.refusal.done', ...contentPlace(), refusal: text });
    const done = messagePart(type, text);
    push({ type: 'response.content_part.done', ...contentPlace(), part: done });
    parts.push(done);
    part = undefined;
  };
  const partOf = (type: MessagePart['type']) => {
    if (part?.type === type) return part;
    closePart();
    push({ type: 'response.content_part.added', ...contentPlace(), part: messagePart(type, '') });
    part = { type, text: '' };
    return part;
  };

  tellAdded(place, itemAs('in_progress'));
  return {
    kind: 'message',
    itemAs,
    say(type, delta) {
      partOf(type).text += delta;
      if (type === 'refusal') push({ type: 'response.refusal.delta', ...contentPlace(), delta });
      else push({ type: 'response.output_text.delta', ...contentPlace(), delta, logprobs: [] });
    },
    close(status) {
      closePart();
      return tellDone(place, itemAs(status));
    },
  };
}

/** A part of a message as it is on the wire. */
function messagePart(type: MessagePart['type'], text: string): MessagePart {
  return type === 'output_text' ? { type, text, annotations: [], logprobs: [] } : { type, refusal: text };
}
