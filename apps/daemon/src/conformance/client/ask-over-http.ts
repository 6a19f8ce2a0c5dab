import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { nothingSeen, type Answered } from '../seen.js';
import { chatDialect, type ClientDialect } from './client-dialect.js';
import { EventLines } from './event-lines.js';
import { isRecord, textIn } from './json-fields.js';

export interface HttpQuestion {
  /** Up to and including `/v1`. */
  readonly baseUrl: string;
  readonly apiKey?: string | undefined;
  /** A chat body. */
  readonly body: Readonly<Record<string, unknown>>;
  /** The API to ask it in. @default chatDialect */
  readonly dialect?: ClientDialect;
  /** Aborting is what a client does that goes away. */
  readonly signal: AbortSignal;
  /** Told at the first content of a stream. */
  onContent?(): void;
}

/** Asks any gateway over HTTP, and reads its answer as a strict client would. */
export async function askOverHttp(question: HttpQuestion): Promise<Answered> {
  try {
    const response = await send(question);
    const isStream = response.headers['content-type']?.includes('text/event-stream') === true;
    const status = response.statusCode ?? 0;
    const answered =
      status === 200 && isStream
        ? await readStream(response, question)
        : await readWhole(response, status, question);
    return { ...answered, status, ...headerFacts(response) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return question.signal.aborted
      ? { ...nothingSeen, outcome: 'hung', message }
      : { ...nothingSeen, outcome: 'dishonest', complaints: [`no answer: ${message}`] };
  }
}

function send(question: HttpQuestion): Promise<IncomingMessage> {
  const { baseUrl, apiKey, body, signal, dialect = chatDialect } = question;
  const url = new URL(`${baseUrl.replace(/\/$/, '')}${dialect.path}`);
  const bytes = Buffer.from(JSON.stringify(dialect.bodyFrom(body)));
  const open = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const request = open(url, {
      method: 'POST',
      agent: false,
      signal,
      headers: {
        'content-type': 'application/json',
        'content-length': bytes.length,
        ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
      },
    });
    request.on('response', resolve).on('error', reject);
    request.end(bytes);
  });
}

async function readStream(
  response: IncomingMessage,
  { onContent, dialect = chatDialect }: HttpQuestion,
): Promise<Answered> {
  const reader = dialect.createReader();
  const lines = new EventLines();
  let told = false;
  for await (const bytes of response) {
    for (const data of lines.take(bytes as Uint8Array)) reader.event(data);
    if (told || !reader.hasContent) continue;
    told = true;
    onContent?.();
  }
  const answered = reader.answered();
  return lines.isInside
    ? { ...answered, outcome: 'dishonest', complaints: [...answered.complaints, 'ended inside an event'] }
    : answered;
}

const maxBodyBytes = 64 * 1024 * 1024;

async function readWhole(
  response: IncomingMessage,
  status: number,
  { dialect = chatDialect }: HttpQuestion,
): Promise<Answered> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const bytes of response) {
    pieces.push(bytes as Uint8Array);
    length += (bytes as Uint8Array).length;
    if (length > maxBodyBytes) throw new Error('the answer is larger than 64 MiB');
  }
  const json = parsed(Buffer.concat(pieces).toString('utf8'));
  if (!isRecord(json)) return dishonest('the body is not a JSON object');
  if (status !== 200) return refusal(json['error']);
  // A Response has the field, and nothing in it.
  if (json['error'] !== undefined && json['error'] !== null) return dishonest('an error under status 200');
  const reader = dialect.createReader();
  reader.whole(json);
  return reader.answered();
}

function refusal(error: unknown): Answered {
  if (!isRecord(error) || textIn(error, 'message') === undefined)
    return dishonest('an error status without an error body');
  const code = textIn(error, 'code') ?? textIn(error, 'type');
  const message = textIn(error, 'message') ?? '';
  return { ...nothingSeen, outcome: 'refused', message, ...(code === undefined ? {} : { code }) };
}

function dishonest(complaint: string): Answered {
  return { ...nothingSeen, outcome: 'dishonest', complaints: [complaint] };
}

function headerFacts({ headers }: IncomingMessage): Partial<Answered> {
  const attempts = headers['x-reg-attempts'];
  const retryAfter = headers['retry-after'];
  return {
    ...(typeof attempts === 'string' ? { attempts: Number(attempts) } : {}),
    ...(retryAfter === undefined ? {} : { retryAfter }),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
