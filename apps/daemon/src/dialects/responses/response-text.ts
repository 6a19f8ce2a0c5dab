import { isDeepFrozen, memoizeFrozen } from '@reg/core';
import type { ResponseEvent } from './response-event.js';
import type { ResponseObject } from './response-object.js';

/** A Response as JSON. It repeats the tools, which are most of it and written once when they come with every request. */
export function responseText(response: ResponseObject): string {
  const { tools, ...rest } = response;
  if (!isDeepFrozen(tools)) return JSON.stringify(response);
  return `${JSON.stringify(rest).slice(0, -1)},"tools":${listText(tools)}}`;
}

/** An event as JSON. */
export function responseEventText(event: ResponseEvent): string {
  if (!('response' in event)) return JSON.stringify(event);
  const { response, ...rest } = event;
  return `${JSON.stringify(rest).slice(0, -1)},"response":${responseText(response)}}`;
}

const listText = memoizeFrozen((list: readonly unknown[]) => JSON.stringify(list));
