/**
 * The `data:` texts of a stream of server-sent events, by the letter of the HTML standard: LF, CR and CRLF end a
 * line, an empty line ends an event, a comment begins with a colon. Bytes may be cut anywhere.
 */
export class EventLines {
  readonly #decoder = new TextDecoder();
  #rest = '';
  #data: string[] = [];

  /** What is complete now. */
  take(bytes: Uint8Array): string[] {
    this.#rest += this.#decoder.decode(bytes, { stream: true });
    // A CR at the end may be the first half of CRLF.
    const usable = this.#rest.endsWith('\r') ? this.#rest.length - 1 : this.#rest.length;
    const lines = this.#rest.slice(0, usable).split(/\r\n|\n|\r/);
    this.#rest = (lines.pop() ?? '') + this.#rest.slice(usable);
    return lines.flatMap((line) => this.#line(line));
  }

  /** Whether the stream ended inside an event. */
  get isInside(): boolean {
    return this.#rest !== '' || this.#data.length > 0;
  }

  #line(line: string): string[] {
    if (line === '') {
      const event = this.#data;
      this.#data = [];
      return event.length === 0 ? [] : [event.join('\n')];
    }
    if (line.startsWith('data:')) this.#data.push(line.slice(5).replace(/^ /, ''));
    return [];
  }
}
