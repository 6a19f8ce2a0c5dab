import { isJson, jsonIn, listIn, textIn, type Json } from './json.js';

/** An answer put together as a strict client of OpenAI's API would. */
export interface Answer {
  readonly text: string;
  readonly calls: readonly { readonly name: string; readonly arguments: string }[];
  readonly finish: string | undefined;
  readonly totalTokens: number | undefined;
  readonly error: Json | undefined;
  /** `[DONE]` came, or it is a whole body. */
  readonly done: boolean;
  /** What such a client could not read. */
  readonly complaints: readonly string[];
}

interface Draft {
  text: string;
  readonly calls: Map<number, { name: string; arguments: string }>;
  finish: string | undefined;
  totalTokens: number | undefined;
  error: Json | undefined;
  done: boolean;
  readonly complaints: string[];
}

/** The body of an answer that was not streamed. */
export function readWhole(body: string): Answer {
  const draft = emptyDraft();
  const json = parseObject(body);
  if (json === undefined) return finished({ ...draft, complaints: ['the body is no JSON object'] });
  readPart(json, 'message', draft);
  if (json['error'] !== undefined) draft.complaints.push('an error beside an answer');
  draft.done = true;
  return finished(draft);
}

/** The events of a streamed answer. */
export function readStream(body: string): Answer {
  const draft = emptyDraft();
  const events = body.split('\n\n');
  if (events.pop() !== '') draft.complaints.push('it ended inside an event');
  for (const event of events) {
    const lines = event.split('\n').filter((line) => !line.startsWith(':'));
    if (lines.length === 0) continue;
    if (lines.length > 1 || !lines[0]?.startsWith('data: '))
      draft.complaints.push('an event of an odd shape');
    readEvent((lines[0] ?? '').slice('data: '.length), draft);
  }
  return finished(draft);
}

function readEvent(data: string, draft: Draft): void {
  if (draft.done) draft.complaints.push('something after [DONE]');
  if (draft.error !== undefined) draft.complaints.push('something after the error');
  if (data === '[DONE]') {
    draft.done = true;
    return;
  }
  const json = parseObject(data);
  if (json === undefined) draft.complaints.push('an event that is no JSON object');
  else if (json['error'] !== undefined) draft.error = jsonIn(json, 'error') ?? {};
  else readPart(json, 'delta', draft);
}

function readPart(json: Json, field: 'message' | 'delta', draft: Draft): void {
  const usage = jsonIn(json, 'usage');
  if (typeof usage?.['total_tokens'] === 'number') draft.totalTokens = usage['total_tokens'];
  for (const choice of listIn(json, 'choices')) {
    const part = jsonIn(choice, field) ?? {};
    const text = textIn(part, 'content') ?? '';
    if (draft.finish !== undefined && text !== '') draft.complaints.push('text after the finish');
    draft.text += text;
    for (const [position, call] of listIn(part, 'tool_calls').entries())
      addCall(call, field === 'message' ? position : call['index'], draft);
    const reason = textIn(choice, 'finish_reason');
    if (reason === undefined) continue;
    if (draft.finish !== undefined) draft.complaints.push('a second finish');
    draft.finish = reason;
  }
}

function addCall(call: Json, index: unknown, draft: Draft): void {
  if (typeof index !== 'number' || index < 0) {
    draft.complaints.push('a tool call without an index');
    return;
  }
  const called = jsonIn(call, 'function') ?? {};
  const known = draft.calls.get(index) ?? { name: '', arguments: '' };
  known.name += textIn(called, 'name') ?? '';
  known.arguments += textIn(called, 'arguments') ?? '';
  draft.calls.set(index, known);
}

export function parseObject(text: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isJson(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function emptyDraft(): Draft {
  return {
    text: '',
    calls: new Map(),
    finish: undefined,
    totalTokens: undefined,
    error: undefined,
    done: false,
    complaints: [],
  };
}

function finished(draft: Draft): Answer {
  return { ...draft, calls: [...draft.calls.values()] };
}
