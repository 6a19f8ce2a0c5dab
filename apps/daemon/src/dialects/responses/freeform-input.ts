import { isRecord } from '../../http/field-check.js';

/** Reads the text of a free-form tool out of the JSON arguments that a chat model writes for it. */
export interface FreeformInputReader {
  /** What a piece of the arguments adds to the text. */
  push(piece: string): string;
  /** What was held back, and whether the arguments were written to their end. */
  end(): { readonly rest: string; readonly isWhole: boolean };
}

const opening = /^\s*\{\s*"input"\s*:\s*"/;
/** An opening longer than this is not the one that was asked for. */
const maxOpeningLength = 64;
const plainEscapes: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/**
 * A free-form tool is offered to a chat model as a function with one string, `input`. Its value is decoded while it
 * comes; arguments of any other form are waited for and read as well as can be at the end.
 */
export function createFreeformInputReader(): FreeformInputReader {
  let stage: 'opening' | 'text' | 'closed' = 'opening';
  let held = '';

  const readText = (): string => {
    let text = '';
    let at = 0;
    while (at < held.length && held[at] !== '"') {
      const unit = unitAt(held, at);
      if (unit === undefined) break;
      text += unit.text;
      at += unit.length;
    }
    if (held[at] === '"') {
      stage = 'closed';
      at += 1;
    }
    held = held.slice(at);
    return text;
  };

  return {
    push(piece) {
      held += piece;
      if (stage === 'opening') {
        const start = opening.exec(held.slice(0, maxOpeningLength))?.[0];
        if (start === undefined) return '';
        stage = 'text';
        held = held.slice(start.length);
      }
      return stage === 'text' ? readText() : '';
    },
    end() {
      if (stage === 'opening') return inputOf(held);
      return { rest: '', isWhole: stage === 'closed' && held.trim() !== '' };
    },
  };
}

/** The character at a place of a JSON string, escapes decoded; `undefined` when the rest of it has yet to come. */
function unitAt(json: string, at: number): { readonly text: string; readonly length: number } | undefined {
  if (json[at] !== '\\') return { text: json[at] ?? '', length: 1 };
  const mark = json[at + 1];
  if (mark === undefined) return undefined;
  if (mark !== 'u') return { text: plainEscapes[mark] ?? mark, length: 2 };
  if (json.length < at + 6) return undefined;
  const unit = codeUnitAt(json, at);
  if (unit < 0xd800 || unit > 0xdfff) return { text: String.fromCharCode(unit), length: 6 };
  if (unit > 0xdbff) return { text: '\ufffd', length: 6 };
  // Half of a character is no text that a client could take: it waits for its other half.
  if (json.length < at + 12 && '\\u'.startsWith(json.slice(at + 6, at + 8))) return undefined;
  const next = json.startsWith('\\u', at + 6) ? codeUnitAt(json, at + 6) : 0;
  if (next < 0xdc00 || next > 0xdfff) return { text: '\ufffd', length: 6 };
  return { text: String.fromCharCode(unit, next), length: 12 };
}

/** What is no number is read as U+FFFD, the sign for what cannot be read. */
function codeUnitAt(json: string, at: number): number {
  const digits = json.slice(at + 2, at + 6);
  return /^[0-9a-fA-F]{4}$/.test(digits) ? Number.parseInt(digits, 16) : 0xfffd;
}

/** The text in arguments of another form: under `input`, or the only text that there is, or all of it. */
function inputOf(argumentsText: string): { readonly rest: string; readonly isWhole: boolean } {
  try {
    const value: unknown = JSON.parse(argumentsText);
    if (typeof value === 'string') return { rest: value, isWhole: true };
    if (isRecord(value)) {
      const texts = Object.values(value).filter((one) => typeof one === 'string');
      if (typeof value['input'] === 'string') return { rest: value['input'], isWhole: true };
      if (texts.length === 1) return { rest: texts[0] ?? '', isWhole: true };
    }
    return { rest: argumentsText, isWhole: true };
  } catch {
    return { rest: argumentsText, isWhole: !/^\s*[{"]/.test(argumentsText) };
  }
}
