import type { ResponseEventBody } from './response-event.js';
import type { ItemStatus, OutputItem } from './response-item.js';

/** An item of an answer while it grows. It tells of its own beginning and end. */
export interface GrowingItem {
  /** Tells that everything in it is done, and answers the item. */
  close(status: Exclude<ItemStatus, 'in_progress'>): OutputItem;
  /** The item as it stands. */
  itemAs(status: ItemStatus): OutputItem;
}

/** Where an item stands in the answer, and where it tells its events. */
export interface ItemPlace {
  readonly id: string;
  readonly outputIndex: number;
  push(event: ResponseEventBody): void;
}

export function tellAdded({ outputIndex, push }: ItemPlace, item: OutputItem): void {
  push({ type: 'response.output_item.added', output_index: outputIndex, item });
}

export function tellDone({ outputIndex, push }: ItemPlace, item: OutputItem): OutputItem {
  push({ type: 'response.output_item.done', output_index: outputIndex, item });
  return item;
}
