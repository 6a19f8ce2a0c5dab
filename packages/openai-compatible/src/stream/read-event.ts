import type { APIError } from '@reg/core';
import { isTooDeep } from '../json-depth.js';
import { isInBandError } from '../errors/in-band-error.js';
import type { SseEvent } from './sse-decoder.js';

/** What one event of a chat stream is: a chunk still to be decoded, the terminal marker, or nothing. */
export type ReadEvent =
  | { readonly type: 'chunk'; readonly json: unknown; readonly text: string }
  | { readonly type: 'done' }
  | { readonly type: 'nothing' };

export interface EventFailures {
  /** The error that JSON inside the stream stands for. */
  readonly inBand: (json: unknown) => APIError;
  readonly unreadable: (message: string) => APIError;
}

/**
 * Reads one event.
 *
 * @throws the error of an in-band failure: `event: error`, `{"error": …}`, `{"success": false}`; and
 * MalformedResponseError for an event that is no JSON. GLM cuts a frame in its middle now and then and begins the
 * next at once (seen 2026, zai-org/GLM-5 issue 66): what follows cannot be trusted to be the rest.
 */
export function readEvent({ event, data }: SseEvent, failures: EventFailures): ReadEvent {
  const text = data.trim();
  if (text === '[DONE]') return { type: 'done' };
  if (text === '') return { type: 'nothing' };
  const json = parsed(text);
  if (event === 'error') throw failures.inBand(json ?? { error: { message: text } });
  if (json === undefined)
    throw failures.unreadable(`an event of the stream is not JSON, or was cut (${text.length} characters)`);
  if (isTooDeep(text, json))
    throw failures.unreadable('an event of the stream is nested too deeply to be one');
  if (isInBandError(json)) throw failures.inBand(json);
  return { type: 'chunk', json, text };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
