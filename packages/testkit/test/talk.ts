import type { Fault, VendorSimulator } from '../src/index.js';

export interface Heard {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: Record<string, unknown>;
}

/** Sends a request as any client would. An object is sent as JSON. */
export async function send(
  simulator: VendorSimulator,
  path: string,
  options: { readonly body?: unknown; readonly key?: string | null; readonly method?: string } = {},
): Promise<Heard> {
  const { body, key = 'test-key.test-secret' } = options;
  const isForm = body instanceof FormData;
  const response = await fetch(simulator.baseUrl + path, {
    method: options.method ?? (body === undefined ? 'GET' : 'POST'),
    headers: {
      ...(key === null ? {} : { authorization: `Bearer ${key}` }),
      ...(body === undefined || isForm ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: isForm || typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: parse(text) };
}

/** A chat with one user message unless `messages` are given. */
export function chat(
  simulator: VendorSimulator,
  body: Record<string, unknown>,
  key?: string,
): Promise<Heard> {
  const whole = { messages: [{ role: 'user', content: 'Hello there' }], ...body };
  return send(simulator, '/chat/completions', key === undefined ? { body: whole } : { body: whole, key });
}

/** The JSON of every event of a stream, and whether `[DONE]` ended it. */
export function eventsOf(heard: Heard): {
  readonly events: Record<string, unknown>[];
  readonly done: boolean;
} {
  const data = heard.text
    .split(/\r?\n/)
    .filter((line) => line.startsWith('data: '))
    .map((line) => line.slice(6));
  return { events: data.filter((text) => text !== '[DONE]').map(parse), done: data.at(-1) === '[DONE]' };
}

export interface WireChoice {
  readonly index: number;
  readonly delta: { role?: string; content?: string; reasoning_content?: string; tool_calls?: WireCall[] };
  readonly finish_reason?: string | null;
  readonly usage?: unknown;
}

export interface WireCall {
  readonly index: number;
  readonly id?: string;
  readonly type?: string;
  readonly function: { readonly name?: string; readonly arguments?: string };
}

export interface WireMessage {
  readonly content: string | null;
  readonly reasoning_content?: string;
  readonly tool_calls?: WireCall[];
}

export function choicesOf(heard: Heard): WireChoice[] {
  return eventsOf(heard).events.flatMap((event) => (event['choices'] ?? []) as WireChoice[]);
}

export function messageOf(heard: Heard): WireMessage {
  return (heard.json['choices'] as { message: WireMessage }[])[0]?.message ?? { content: heard.text };
}

/** The message or code of a vendor's error. */
export function errorOf(heard: Heard): { message?: string; type?: string; code?: string } {
  return (heard.json['error'] ?? {}) as { message?: string; type?: string; code?: string };
}

/** Runs a chat under faults. */
export function chatUnder(
  simulator: VendorSimulator,
  faults: readonly Fault[],
  body: Record<string, unknown>,
): Promise<Heard> {
  simulator.script(...faults);
  return chat(simulator, body);
}

function parse(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}
