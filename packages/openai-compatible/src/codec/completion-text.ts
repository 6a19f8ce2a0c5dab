import { keepWireText, type ChatCompletion } from '@reg/core';
import { isJsonObject } from '../json-object.js';

const usageName = '"usage":';

/**
 * Keeps with a decoded answer the JSON as which it came, where it says the same but perhaps for the usage, which is
 * then the only thing that is written anew. Answers may be long, and writing takes longer than reading.
 */
export function keepCompletionText(completion: ChatCompletion, json: unknown, text: string): void {
  if (completion === json) keepWireText(completion, text);
  else if (isJsonObject(json) && differsInUsageOnly(completion, json)) {
    const mended = withUsage(text, completion.usage);
    if (mended !== undefined) keepWireText(completion, mended);
  }
}

function differsInUsageOnly(
  completion: ChatCompletion,
  json: Readonly<Record<string, unknown>>,
): completion is ChatCompletion & { readonly usage: object } {
  if (completion.usage === undefined || json['usage'] === undefined) return false;
  let names = 0;
  for (const name in json) {
    names += 1;
    if (name !== 'usage' && completion[name] !== json[name]) return false;
  }
  return Object.keys(completion).length === names;
}

/**
 * The text with another usage, where the usage is the last field of the object: nearly always. A quote within a text is
 * written with a backslash before it, so the name that is found is the name of a field; and what stands between it and
 * the last brace is one whole object only if it is a field of the outermost one.
 */
function withUsage(text: string, usage: object | undefined): string | undefined {
  const at = text.lastIndexOf(usageName);
  const end = text.lastIndexOf('}');
  if (at < 1 || text[at - 1] === '\\' || !isObjectText(text.slice(at + usageName.length, end)))
    return undefined;
  return `${text.slice(0, at)}${usageName}${JSON.stringify(usage)}}`;
}

function isObjectText(text: string): boolean {
  try {
    return isJsonObject(JSON.parse(text));
  } catch {
    return false;
  }
}
