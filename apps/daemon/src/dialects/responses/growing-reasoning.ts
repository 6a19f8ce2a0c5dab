import { tellAdded, tellDone, type GrowingItem, type ItemPlace } from './growing-item.js';
import type { ReasoningView } from './reasoning-wish.js';
import type { ItemStatus, ReasoningItem } from './response-item.js';
import { sealReasoning } from './sealed-reasoning.js';

/** What a model thinks, as far as its vendor shows it. */
export interface GrowingReasoning extends GrowingItem {
  readonly kind: 'reasoning';
  think(delta: string): void;
}

export function createGrowingReasoning(place: ItemPlace, view: ReasoningView): GrowingReasoning {
  const { id, push } = place;
  const tell = view.shownAs === 'summary' ? summaryTeller(place) : textTeller(place);
  let text = '';

  const itemAs = (status: ItemStatus): ReasoningItem => ({
    id,
    type: 'reasoning',
    status,
    ...readable(view.shownAs, text),
    ...(view.isSealed && status !== 'in_progress' ? { encrypted_content: sealReasoning(text) } : {}),
  });

  tellAdded(place, itemAs('in_progress'));
  tell.begin();
  return {
    kind: 'reasoning',
    itemAs,
    think(delta) {
      text += delta;
      push(tell.delta(delta));
    },
    close(status) {
      tell.end(text);
      return tellDone(place, itemAs(status));
    },
  };
}

function readable(
  shownAs: ReasoningView['shownAs'],
  text: string,
): Pick<ReasoningItem, 'summary' | 'content'> {
  if (shownAs === 'summary') return { summary: text === '' ? [] : [{ type: 'summary_text', text }] };
  return { summary: [], content: text === '' ? [] : [{ type: 'reasoning_text', text }] };
}

function summaryTeller({ id, outputIndex, push }: ItemPlace) {
  const at = { item_id: id, output_index: outputIndex, summary_index: 0 };
  return {
    begin(): void {
      push({
        type: 'response.reasoning_summary_part.added',
        ...at,
        part: { type: 'summary_text', text: '' },
      });
    },
    delta: (delta: string) => ({ type: 'response.reasoning_summary_text.delta', ...at, delta }) as const,
    end(text: string): void {
      push({ type: 'response.reasoning_summary_text.done', ...at, text });
      push({ type: 'response.reasoning_summary_part.done', ...at, part: { type: 'summary_text', text } });
    },
  };
}

function textTeller({ id, outputIndex, push }: ItemPlace) {
  const at = { item_id: id, output_index: outputIndex, content_index: 0 };
  return {
    begin(): void {
      push({ type: 'response.content_part.added', ...at, part: { type: 'reasoning_text', text: '' } });
    },
    delta: (delta: string) => ({ type: 'response.reasoning_text.delta', ...at, delta }) as const,
    end(text: string): void {
      push({ type: 'response.reasoning_text.done', ...at, text });
      push({ type: 'response.content_part.done', ...at, part: { type: 'reasoning_text', text } });
    },
  };
}
