import { request as httpRequest, type IncomingMessage } from 'node:http';
import type { Question } from './question.js';

/** What came over the wire, before anybody judges it. */
export interface Received {
  /** `ended`: the response ended as HTTP says. `broken`: the connection did. `hung`: nothing ended in time. */
  readonly ending: 'ended' | 'broken' | 'hung' | 'left';
  readonly status?: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Why it broke. */
  readonly problem?: string;
}

export interface AskOptions {
  /** Up to and including `/v1`. */
  readonly baseUrl: string;
  /** When a request that has not ended is given up and counts as lost. */
  readonly patienceMs: number;
  readonly maxBodyBytes?: number;
}

const defaultMaxBodyBytes = 4 * 1024 * 1024;
/** How long a slow reader sleeps after each piece, and how often. */
const sleepMs = 40;
const maxSleeps = 30;

/** Asks one question over a connection of its own and keeps everything that comes back. */
export function ask(question: Question, options: AskOptions): Promise<Received> {
  return new Promise((resolve) => {
    const pieces: Buffer[] = [];
    let response: IncomingMessage | undefined;
    let bytes = 0;
    const bytesToSend = Buffer.from(JSON.stringify(question.body));
    const request = httpRequest(`${options.baseUrl}/chat/completions`, {
      method: 'POST',
      agent: false,
      headers: { 'content-type': 'application/json', 'content-length': bytesToSend.length },
    });
    const end = (ending: Received['ending'], problem?: string): void => {
      clearTimeout(patience);
      clearTimeout(leave);
      request.destroy();
      resolve({
        ending,
        ...(response?.statusCode === undefined ? {} : { status: response.statusCode }),
        headers: textHeaders(response),
        body: Buffer.concat(pieces).toString('utf8'),
        ...(problem === undefined ? {} : { problem }),
      });
    };
    const patience = setTimeout(() => {
      end('hung', `nothing ended within ${options.patienceMs} ms`);
    }, options.patienceMs);
    const leave =
      question.manner === 'leaver'
        ? setTimeout(() => {
            end('left');
          }, question.leavesAfterMs)
        : undefined;
    request.on('error', (error) => {
      end('broken', error.message);
    });
    request.on('response', (incoming) => {
      response = incoming;
      incoming.on('data', (piece: Buffer) => {
        pieces.push(piece);
        bytes += piece.length;
        if (bytes > (options.maxBodyBytes ?? defaultMaxBodyBytes)) end('broken', 'the answer has no end');
        if (question.manner === 'sleeper' && pieces.length < maxSleeps) sleep(incoming);
      });
      incoming.on('end', () => {
        end('ended');
      });
      incoming.on('error', (error) => {
        end('broken', error.message);
      });
    });
    request.end(bytesToSend);
  });
}

function sleep(incoming: IncomingMessage): void {
  incoming.pause();
  setTimeout(() => {
    incoming.resume();
  }, sleepMs);
}

function textHeaders(response: IncomingMessage | undefined): Readonly<Record<string, string>> {
  const entries = Object.entries(response?.headers ?? {});
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
}
