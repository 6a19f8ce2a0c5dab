const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const colon = 0x3a;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;

const messagesKey = Buffer.from('messages');

/** Where the list of messages stands in a body. */
export interface MessagesPlace {
  readonly start: number;
  readonly end: number;
  /** Names of fields in it, all levels together. */
  readonly names: number;
}

/** What can be known of JSON bytes before they are parsed. */
export interface JsonScan {
  readonly isTooDeep: boolean;
  /** Absent when there is no such list, or when it is not certain which of several counts. */
  readonly messages?: MessagesPlace | undefined;
}

/**
 * Looks through JSON bytes once. Whether they nest deeper than `maxDepth` is known before parsing, so that a body of
 * nothing but brackets costs a few bytes of reading instead of gigabytes of empty arrays. What is no JSON may get any
 * answer: it is refused afterwards.
 */
export function scanJson(json: Buffer, maxDepth: number): JsonScan {
  return new Scan(json).run(maxDepth);
}

class Scan {
  readonly #json: Buffer;
  #depth = 0;
  /** A string that comes now is the name of a field of the body itself. */
  #awaitsName = false;
  /** The value that comes now, or is being read, is the one of `messages`. */
  #isInMessages = false;
  #start: number | undefined;
  #names = 0;
  #messages: MessagesPlace | undefined;
  #isCertain = true;

  constructor(json: Buffer) {
    this.#json = json;
  }

  run(maxDepth: number): JsonScan {
    const json = this.#json;
    for (let at = 0; at < json.length; at += 1) {
      const byte = json[at];
      if (byte === quote) at = this.#string(at);
      else if (byte === colon) this.#names += 1;
      else if (byte === comma) this.#awaitsName = this.#depth === 1;
      else if (byte === openBracket || byte === openBrace) {
        this.#opens(at, byte);
        if (this.#depth > maxDepth) return { isTooDeep: true };
      } else if (byte === closeBracket || byte === closeBrace) this.#closes(at);
    }
    return { isTooDeep: false, messages: this.#isCertain ? this.#messages : undefined };
  }

  #opens(at: number, byte: number): void {
    this.#depth += 1;
    if (this.#depth === 1) this.#awaitsName = byte === openBrace;
    else if (this.#depth === 2 && this.#isInMessages && byte === openBracket) {
      this.#start = at;
      this.#names = 0;
    }
  }

  #closes(at: number): void {
    this.#depth -= 1;
    if (this.#depth !== 1 || this.#start === undefined) return;
    this.#messages = { start: this.#start, end: at + 1, names: this.#names };
    this.#start = undefined;
    this.#isInMessages = false;
  }

  /** Steps over a string, and answers where it ends. */
  #string(start: number): number {
    const end = endOfString(this.#json, start);
    if (this.#depth !== 1 || !this.#awaitsName) return end;
    this.#awaitsName = false;
    const name = this.#json.subarray(start + 1, end);
    // A name can be written in many ways; whoever does so is read by the parser alone.
    if (name.includes(backslash)) this.#isCertain = false;
    this.#isInMessages = name.equals(messagesKey);
    // Of several the last one counts.
    if (this.#isInMessages) this.#messages = undefined;
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
