import {
  createApiError,
  hasContent,
  untilAborted,
  type ChatCompletionChunk,
  type ChatRequest,
} from '@reg/core';
import { requestToSend } from './request-to-send.js';
import { createUsageMeter, type UsageMeter } from './usage-meter.js';
import type { AttemptContext } from './walk-ranked.js';

/** A stream at its first content part, with the chunks that came until then. */
export interface OpenedStream {
  /** Emptied by whoever passes them on: the stream goes on for longer. */
  readonly held: ChatCompletionChunk[];
  readonly iterator: AsyncIterator<ChatCompletionChunk>;
  /** It ended while it was held: a whole answer without content. */
  readonly ended: boolean;
  readonly meter: UsageMeter;
}

/** A vendor that says nothing for so long is let through: its answer may still come, and memory stays bounded. */
const maxHeldChunks = 256;
const maxHeldCharacters = 1_048_576;

/**
 * Opens a stream and holds it until the first content part. Whatever fails before that is thrown, and so can be
 * made good by another attempt without the caller seeing anything.
 */
export async function openStream(
  request: ChatRequest,
  context: AttemptContext,
  estimatedInputTokens: number,
): Promise<OpenedStream> {
  const { attempt } = context;
  const meter = createUsageMeter(estimatedInputTokens);
  const opening = attempt.provider.stream(requestToSend(request, context, 'streamed'), attempt.call);
  let iterator: AsyncIterator<ChatCompletionChunk> | undefined;
  try {
    iterator = (await untilAborted(opening, attempt.call.signal, attempt.provider.id))[
      Symbol.asyncIterator
    ]();
    const { held, ended } = await holdUntilContent(iterator, attempt, meter);
    if (ended && !meter.finished) throw endedWithoutAnswer(context);
    if (!ended) attempt.firstToken();
    return { held, iterator, ended, meter };
  } catch (error) {
    // Aborted by us: the vendor may well bill what it has read and written until now.
    attempt.usage = attempt.call.signal?.aborted === true ? meter.usage() : meter.told;
    if (iterator !== undefined) closeQuietly(iterator);
    // Opened after nobody waited for it any more.
    else
      opening.then(
        (late) => {
          closeQuietly(late[Symbol.asyncIterator]());
        },
        () => undefined,
      );
    throw error;
  }
}

async function holdUntilContent(
  iterator: AsyncIterator<ChatCompletionChunk>,
  { call, provider }: AttemptContext['attempt'],
  meter: UsageMeter,
): Promise<{ readonly held: ChatCompletionChunk[]; readonly ended: boolean }> {
  const held: ChatCompletionChunk[] = [];
  let characters = 0;
  for (;;) {
    const step = await untilAborted(iterator.next(), call.signal, provider.id);
    if (step.done === true) return { held, ended: true };
    meter.add(step.value);
    held.push(step.value);
    if (hasContent(step.value)) return { held, ended: false };
    characters += JSON.stringify(step.value).length;
    if (held.length >= maxHeldChunks || characters >= maxHeldCharacters) return { held, ended: false };
  }
}

function endedWithoutAnswer({ candidate }: AttemptContext): Error {
  return createApiError({
    kind: 'malformed_response',
    provider: candidate.provider,
    model: candidate.model,
    message: 'the stream ended without content and without a finish reason',
  });
}

/** Tells a stream that nobody reads it any more. It may take its time, and its last words do not matter. */
export function closeQuietly(iterator: AsyncIterator<unknown>): void {
  try {
    iterator.return?.().then(undefined, () => undefined);
  } catch {
    // A stream that cannot even be left has nothing more to say.
  }
}
