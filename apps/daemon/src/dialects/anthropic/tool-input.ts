import { isRecord } from '../../http/field-check.js';

/** The input of a tool use; `undefined` when the model wrote something that is no JSON object. */
export function toolInputFrom(argumentsText: string): Record<string, unknown> | undefined {
  if (argumentsText.trim() === '') return {};
  try {
    const input: unknown = JSON.parse(argumentsText);
    return isRecord(input) ? input : undefined;
  } catch {
    return undefined;
  }
}

/** Watches the arguments of a tool call go by in pieces. */
export interface ToolInputScan {
  add(piece: string): void;
  /** Whether what went by is nothing, or an object that was opened and closed again. */
  readonly isWhole: boolean;
}

const quote = 0x22;
const backslash = 0x5c;

/**
 * Tells a call that broke off from a whole one without keeping it: clients mend JSON that is cut, and would run a
 * tool with half of its input. It counts brackets outside of strings and judges nothing else.
 */
export function createToolInputScan(): ToolInputScan {
  let depth = 0;
  let state: 'before' | 'open' | 'closed' | 'broken' = 'before';
  let inString = false;
  let isEscaped = false;

  const readOutside = (code: number): void => {
    if (code === quote) inString = true;
    else if (code === 0x7b || code === 0x5b) depth += 1;
    else if (code === 0x7d || code === 0x5d) depth -= 1;
    if (depth === 0) state = 'closed';
  };
  const read = (code: number): void => {
    if (inString) {
      if (isEscaped) isEscaped = false;
      else if (code === backslash) isEscaped = true;
      else if (code === quote) inString = false;
    } else if (state === 'open') readOutside(code);
    else if (code === 0x20 || (code >= 0x09 && code <= 0x0d)) return;
    else if (state === 'before' && code === 0x7b) {
      state = 'open';
      depth = 1;
    } else state = 'broken';
  };

  return {
    add(piece) {
      for (let index = 0; index < piece.length; index += 1) read(piece.charCodeAt(index));
    },
    get isWhole() {
      return state === 'before' || state === 'closed';
    },
  };
}
