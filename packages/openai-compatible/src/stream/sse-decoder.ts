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
  const utf8 = new TextDecoder('utf-8');
  const lines = createLineReader(maxEventLength);
  const open = createOpenEvent(maxEventLength);
  const eventsIn = (found: readonly string[]): SseEvent[] =>
    found.map((line) => open.take(line)).filter((event) => event !== undefined);
  return {
    push: (bytes) => eventsIn(lines.push(utf8.decode(bytes, { stream: true }))),
    end: () => eventsIn([...lines.push(utf8.decode()), ...lines.end(), '']),
  };
}

/** Cuts a text that comes in pieces into lines. A CR ends a line at once; the LF of a CRLF is then skipped. */
function createLineReader(maxLength: number) {
  let partial = '';
  let skipNewline = false;
  return {
    push(piece: string): string[] {
      const text = skipNewline && piece.startsWith('\n') ? piece.slice(1) : piece;
      if (piece !== '') skipNewline = piece.endsWith('\r');
      const pieces = text.split(/\r\n|\n|\r/);
      const last = pieces.pop() ?? '';
      if (pieces.length === 0) partial += last;
      else {
        pieces[0] = partial + (pieces[0] ?? '');
        partial = last;
      }
      if (partial.length > maxLength) throw new RangeError(`a line is longer than ${maxLength} characters`);
      return pieces;
    },
    end(): string[] {
      const rest = partial === '' ? [] : [partial];
      partial = '';
      return rest;
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
