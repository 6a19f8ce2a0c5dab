import { jsonFrame, type Frame } from '../http/frame.js';
import { isRecord, parseJson } from '../json-value.js';

/** A frame whose JSON is changed. */
export function editFrame(frame: Frame, edit: (chunk: Record<string, unknown>) => unknown): Frame {
  const chunk = parseJson(frame.data);
  return isRecord(chunk) ? { ...jsonFrame(frame.kind, edit(chunk), frame.tokens) } : frame;
}

function editChoices(frame: Frame, edit: (choice: Record<string, unknown>) => unknown): Frame {
  return editFrame(frame, (chunk) => ({
    ...chunk,
    choices: Array.isArray(chunk['choices'])
      ? chunk['choices'].map((choice: unknown) => (isRecord(choice) ? edit(choice) : choice))
      : chunk['choices'],
  }));
}

/** GLM sends its finish reason on the frame of a tool call already. */
export function withoutFinish(frame: Frame): Frame {
  return frame.kind === 'tool'
    ? editChoices(frame, ({ finish_reason, ...choice }) =>
        finish_reason === null ? { ...choice, finish_reason } : choice,
      )
    : frame;
}

/** The finish frame with another reason. */
export function editFinish(frame: Frame, reason: string, withoutUsage = false): Frame {
  if (frame.kind !== 'finish') return frame;
  const finished = editChoices(frame, ({ usage, ...choice }) => ({
    ...choice,
    ...(withoutUsage || usage === undefined ? {} : { usage }),
    finish_reason: reason,
  }));
  return withoutUsage ? editFrame(finished, ({ usage: _, ...chunk }) => chunk) : finished;
}
