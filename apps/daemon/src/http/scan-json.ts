import type { KnownLists } from './known-lists.js';

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const colon = 0x3a;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;

/** No conversation has so many messages. */
const maxSigns = 10_000;

const messagesKey = Buffer.from('messages');
const toolsKey = Buffer.from('tools');

/** Where a list stands in a body. */
export interface ListPlace {
  readonly start: number;
  readonly end: number;
  /** Where it opens, the commas between its items are, and it closes. Not all of a very long list, none of a known one. */
  readonly signs: readonly number[];
  /** Names of fields in it, all levels together. */
  readonly names: number;
  /** What it says, when that is known. */
  readonly known?: readonly unknown[] | undefined;
}

/** What can be known of JSON bytes before they are parsed. Absent is a list that is none or not certain to count. */
export interface JsonScan {
  readonly isTooDeep: boolean;
  readonly messages?: ListPlace | undefined;
  readonly tools?: ListPlace | undefined;
}

/**
 * Looks through JSON bytes once. Whether they nest deeper than `maxDepth` is known before parsing, so that a body of
 * nothing but brackets costs a few bytes of reading instead of gigabytes of empty arrays. What is no JSON may get any
 * answer: it is refused afterwards.
 *
 * @param knownTools - lists of tools that need not be looked through: what was scanned before with the same `maxDepth`.
 */
export function scanJson(json: Buffer, maxDepth: number, knownTools?: Pick<KnownLists, 'at'>): JsonScan {
  return new Scan(json, knownTools).run(maxDepth);
}

class Scan {
  readonly #json: Buffer;
  readonly #knownTools: Pick<KnownLists, 'at'> | undefined;
  #depth = 0;
  /** A string that comes now is the name of a field of the body itself. */
  #awaitsName = false;
  /** The field whose value comes now, or is being read. */
  #field: 'messages' | 'tools' | undefined;
  /** Of the list that is being read. */
  #signs: number[] | undefined;
  #names = 0;
  readonly #lists: { messages?: ListPlace | undefined; tools?: ListPlace | undefined } = {};
  #isCertain = true;

  constructor(json: Buffer, knownTools: Pick<KnownLists, 'at'> | undefined) {
    this.#json = json;
    this.#knownTools = knownTools;
  }

  run(maxDepth: number): JsonScan {
    const json = this.#json;
    for (let at = 0; at < json.length; at += 1) {
      const byte = json[at];
      if (byte === quote) at = this.#string(at);
      else if (byte === colon) this.#names += 1;
      else if (byte === comma) this.#separates(at);
      else if (byte === openBracket || byte === openBrace) {
        at = this.#opens(at, byte);
        if (this.#depth > maxDepth) return { isTooDeep: true };
      } else if (byte === closeBracket || byte === closeBrace) this.#closes(at);
    }
    return { isTooDeep: false, ...(this.#isCertain ? this.#lists : {}) };
  }

  /** Steps over a bracket, or over the list that it opens, and answers where that ends. */
  #opens(at: number, byte: number): number {
    if (this.#depth === 1 && this.#field !== undefined && byte === openBracket) {
      const known = this.#field === 'tools' ? this.#knownTools?.at(this.#json, at) : undefined;
      if (known !== undefined) {
        const end = at + known.bytes.length;
        this.#lists.tools = { start: at, end, signs: [], names: 0, known: known.list };
        this.#field = undefined;
        return end - 1;
      }
      this.#signs = [at];
      this.#names = 0;
    }
    this.#depth += 1;
    if (this.#depth === 1) this.#awaitsName = byte === openBrace;
    return at;
  }

  #separates(at: number): void {
    this.#awaitsName = this.#depth === 1;
    if (this.#depth === 2 && this.#signs !== undefined && this.#signs.length < maxSigns) this.#signs.push(at);
  }

  #closes(at: number): void {
    this.#depth -= 1;
    const signs = this.#signs;
    if (this.#depth !== 1 || signs === undefined || this.#field === undefined) return;
    signs.push(at);
    this.#lists[this.#field] = { start: signs[0] ?? at, end: at + 1, signs, names: this.#names };
    this.#signs = undefined;
    this.#field = undefined;
  }

  /** Steps over a string, and answers where it ends. */
  #string(start: number): number {
    const end = endOfString(this.#json, start);
    if (this.#depth !== 1 || !this.#awaitsName) return end;
    this.#awaitsName = false;
    const name = this.#json.subarray(start + 1, end);
    // A name can be written in many ways; whoever does so is read by the parser alone.
    if (name.includes(backslash)) this.#isCertain = false;
    this.#field = name.equals(messagesKey) ? 'messages' : name.equals(toolsKey) ? 'tools' : undefined;
    // Of several the last one counts.
    if (this.#field !== undefined) this.#lists[this.#field] = undefined;
    return end;
  }
}

/** The position of the quote that closes the string, or of the last byte when none does. */
function endOfString(json: Buffer, start: number): number {
  for (let end = json.indexOf(quote, start + 1); end !== -1; end = json.indexOf(quote, end + 1)) {
    let slashes = 0;
    while (json[end - 1 - slashes] === backslash) slashes += 1;
    if (slashes % 2 === 0) return end;
  }
  return json.length;
}
