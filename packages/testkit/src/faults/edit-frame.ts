import type { Frame } from '../http/frame.js';
import { isRecord, parseJson, type JsonRecord } from '../json-value.js';

/** A frame whose JSON is changed. */
export function editFrame(frame: Frame, edit: (chunk: Record<string, unknown>) => unknown): Frame {
  const chunk = parseJson(frame.data);
  return isRecord(chunk) ? { ...frame, data: JSON.stringify(edit(chunk)) } : frame;
}

function editChoices(frame: Frame, edit: (choice: Record<string, unknown>) => unknown): Frame {
  return editFrame(frame, (chunk) =>
    Array.isArray(chunk['choices'])
      ? {
          ...chunk,
          choices: chunk['choices'].map((choice: unknown) => (isRecord(choice) ? edit(choice) : choice)),
        }
      : chunk,
  );
}

/** GLM sends its finish reason on the frame of a tool call already. */
export function withoutFinish(frame: Frame): Frame {
  return frame.kind === 'tool'
    ? editChoices(frame, ({ finish_reason, ...choice }) =>
        finish_reason === null ? { ...choice, finish_reason } : choice,
      )
    : frame;
}

/** A content frame with nothing of the answer in it. */
export function withoutAnswer(frame: Frame): Frame {
  return editFrame(frame, (chunk) =>
    chunk['choices'] === undefined ? { ...chunk, delta: {}, content_block: {} } : { ...chunk, choices: [] },
  );
}

/** The finish frame with another reason. */
export function editFinish(frame: Frame, reason: string, withoutUsage = false): Frame {
  if (frame.kind !== 'finish') return frame;
  const finished = editChoices(frame, ({ usage, ...choice }) => ({
    ...choice,
    ...(withoutUsage || usage === undefined ? {} : { usage }),
    finish_reason: reason,
  }));
  return editFrame(finished, ({ usage, ...chunk }) => ({
    ...chunk,
    ...stopReason(chunk, reason),
    ...(withoutUsage || usage === undefined ? {} : { usage }),
  }));
}

/** Where a message has its finish reason, and its word for a normal one. */
function stopReason({ type, delta }: JsonRecord, reason: string): JsonRecord {
  if (type !== 'message_delta' || !isRecord(delta)) return {};
  return { delta: { ...delta, stop_reason: reason === 'stop' ? 'end_turn' : reason } };
}
