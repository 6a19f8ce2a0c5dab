/** One server-sent event: its `data` lines joined, and its name if it has one. */
export interface SseEvent {
  readonly event?: string;
  readonly data: string;
}

export interface SseDecoder {
  /**
   * The events that are complete with these bytes.
   *
   * @throws RangeError when a line or an event is longer than the limit.
   */
  push(bytes: Uint8Array): readonly SseEvent[];
  /** What is left when the bytes end: an event that no blank line closed, complete or not. */
  end(): readonly SseEvent[];
}

const defaultMaxEventLength = 8 * 1024 * 1024;

/**
 * An incremental decoder of server-sent events (html.spec.whatwg.org, 9.2): LF, CRLF and CR, UTF-8 cut anywhere, a
 * byte order mark, comments, event names, several data lines. How the bytes are cut changes nothing.
 *
 * @param maxEventLength - characters of one line and of one event. Default 8 Mi.
 */
export function createSseDecoder(maxEventLength: number = defaultMaxEventLength): SseDecoder {
  return new IncrementalDecoder(maxEventLength);
}

class IncrementalDecoder implements SseDecoder {
  readonly #maxLength: number;
  readonly #text = new TextReader();
  /** The line that is coming in. A CR ends a line at once; the LF of a CRLF is then skipped. */
  #partial = '';
  #skipsNewline = false;
  /** The event whose lines are coming in. */
  #data: string | undefined;
  #name = '';
  #length = 0;
  #failure: RangeError | undefined;

  constructor(maxLength: number) {
    this.#maxLength = maxLength;
  }

  push(bytes: Uint8Array): readonly SseEvent[] {
    return this.#eventsIn(this.#text.push(bytes));
  }

  end(): readonly SseEvent[] {
    // What is left, and the blank line that closes it all.
    return this.#eventsIn(`${this.#text.end()}\n\n`);
  }

  /** What was whole before a failure is given first, as if the bytes had come one by one. */
  #eventsIn(piece: string): SseEvent[] {
    if (this.#failure !== undefined) throw this.#failure;
    const events: SseEvent[] = [];
    try {
      this.#read(piece, events);
    } catch (error) {
      if (error instanceof RangeError) this.#failure = error;
      if (events.length === 0) throw error;
    }
    return events;
  }

  #read(piece: string, events: SseEvent[]): void {
    if (piece === '') return;
    const single = this.#singleIn(piece);
    if (single !== undefined) {
      events.push({ data: single });
      return;
    }
    const text = this.#skipsNewline && piece.startsWith('\n') ? piece.slice(1) : piece;
    this.#skipsNewline = piece.endsWith('\r');
    const lines = text.includes('\r') ? text.split(/\r\n|\n|\r/) : text.split('\n');
    const last = lines.length - 1;
    for (let at = 0; at < last; at += 1) {
      const line = this.#bounded(lines[at] ?? '');
      this.#partial = '';
      if (line === '') this.#close(events);
      else this.#take(line);
    }
    this.#partial = this.#bounded(lines[last] ?? '');
  }

  /** The data of a piece that is one whole event of one line with nothing open before it: nearly every piece is. */
  #singleIn(piece: string): string | undefined {
    if (this.#partial !== '' || this.#skipsNewline || this.#length !== 0) return undefined;
    const end = piece.length - 2;
    const isSingle =
      piece.startsWith('data: ') &&
      piece.indexOf('\n') === end &&
      piece.endsWith('\n') &&
      end <= this.#maxLength &&
      !piece.includes('\r');
    return isSingle ? piece.slice(6, end) : undefined;
  }

  #bounded(rest: string): string {
    const line = this.#partial === '' ? rest : this.#partial + rest;
    if (line.length > this.#maxLength)
      throw new RangeError(`a line is longer than ${this.#maxLength} characters`);
    return line;
  }

  #take(line: string): void {
    const isData = line.startsWith('data') && (line.length === 4 || line[4] === ':');
    const isName = line.startsWith('event') && (line.length === 5 || line[5] === ':');
    if (!isData && !isName) return;
    // The line itself counts too: a million empty data lines are no small event.
    this.#length += line.length;
    if (this.#length > this.#maxLength)
      throw new RangeError(`an event is longer than ${this.#maxLength} characters`);
    const from = isData ? 5 : 6;
    const value = line.slice(line[from] === ' ' ? from + 1 : from);
    if (isName) this.#name = value;
    else this.#data = this.#data === undefined ? value : `${this.#data}\n${value}`;
  }

  #close(events: SseEvent[]): void {
    if (this.#data !== undefined)
      events.push(this.#name === '' ? { data: this.#data } : { data: this.#data, event: this.#name });
    this.#data = undefined;
    this.#name = '';
    this.#length = 0;
  }
}

/** What undici gives is a buffer already. */
function bufferOf(bytes: Uint8Array): Buffer {
  return bytes instanceof Buffer ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** UTF-8 that is cut anywhere. Node's own removal of the byte order mark depends on where the bytes are cut. */
class TextReader {
  readonly #utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
  #hasBegun = false;
  /** Whether a character may have been cut by the end of the last piece. */
  #isCut = false;

  push(bytes: Uint8Array): string {
    const last = bytes[bytes.byteLength - 1];
    if (last === undefined) return '';
    const wasCut = this.#isCut;
    this.#isCut = last > 0x7f;
    // Nearly every piece ends with a line break, and needs no decoder that remembers: that takes four times as long.
    const text =
      wasCut || this.#isCut ? this.#utf8.decode(bytes, { stream: true }) : bufferOf(bytes).toString('utf8');
    return this.#withoutMark(text);
  }

  end(): string {
    return this.#withoutMark(this.#utf8.decode());
  }

  #withoutMark(piece: string): string {
    if (this.#hasBegun || piece === '') return piece;
    this.#hasBegun = true;
    return piece.startsWith('\uFEFF') ? piece.slice(1) : piece;
  }
}
