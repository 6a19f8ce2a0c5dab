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
  const text = createTextReader();
  const lines = createLineReader(maxEventLength);
  const open = createOpenEvent(maxEventLength);
  let failure: unknown;
  /** What was whole before a failure is given first, as if the bytes had come one by one. */
  const eventsIn = (found: Iterable<string>): SseEvent[] => {
    if (failure !== undefined) throw failure;
    const events: SseEvent[] = [];
    try {
      for (const line of found) {
        const event = open.take(line);
        if (event !== undefined) events.push(event);
      }
    } catch (error) {
      failure = error;
      if (events.length === 0) throw error;
    }
    return events;
  };
  return {
    push: (bytes) => eventsIn(lines.push(text.push(bytes))),
    end: () => eventsIn(lines.end(text.end())),
  };
}

/** UTF-8 that is cut anywhere. Node's own removal of the byte order mark depends on where the bytes are cut. */
function createTextReader() {
  const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
  let begun = false;
  const withoutMark = (piece: string): string => {
    if (begun || piece === '') return piece;
    begun = true;
    return piece.startsWith('\uFEFF') ? piece.slice(1) : piece;
  };
  return {
    push: (bytes: Uint8Array): string => withoutMark(utf8.decode(bytes, { stream: true })),
    end: (): string => withoutMark(utf8.decode()),
  };
}

/** Cuts a text that comes in pieces into lines. A CR ends a line at once; the LF of a CRLF is then skipped. */
function createLineReader(maxLength: number) {
  let partial = '';
  let skipNewline = false;
  const linesIn = function* (piece: string): Generator<string, void, undefined> {
    const text = skipNewline && piece.startsWith('\n') ? piece.slice(1) : piece;
    if (piece !== '') skipNewline = piece.endsWith('\r');
    const pieces = text.split(/\r\n|\n|\r/);
    const last = pieces.pop() ?? '';
    for (const rest of pieces) {
      const line = bounded(partial + rest);
      partial = '';
      yield line;
    }
    partial = bounded(partial + last);
  };
  const bounded = (line: string): string => {
    if (line.length > maxLength) throw new RangeError(`a line is longer than ${maxLength} characters`);
    return line;
  };
  return {
    push: linesIn,
    /** The lines of the last piece, what is left, and the blank line that closes it all. */
    *end(piece: string): Generator<string, void, undefined> {
      yield* linesIn(piece);
      yield partial;
      yield '';
    },
  };
}

/** The event whose lines are coming in. */
function createOpenEvent(maxLength: number) {
  let data: string[] = [];
  let name = '';
  let length = 0;

  const close = (): SseEvent | undefined => {
    const event = { data: data.join('\n'), ...(name === '' ? {} : { event: name }) };
    const isEmpty = data.length === 0;
    data = [];
    name = '';
    length = 0;
    return isEmpty ? undefined : event;
  };

  return {
    take(line: string): SseEvent | undefined {
      if (line === '') return close();
      const colon = line.indexOf(':');
      const field = colon < 0 ? line : line.slice(0, colon);
      if (field !== 'data' && field !== 'event') return undefined;
      const value = colon < 0 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1);
      // The line itself counts too: a million empty data lines are no small event.
      length += line.length;
      if (length > maxLength) throw new RangeError(`an event is longer than ${maxLength} characters`);
      if (field === 'data') data.push(value);
      else name = value;
      return undefined;
    },
  };
}
