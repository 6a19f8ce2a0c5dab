import {
  createApiError,
  type ApiErrorDetails,
  type AttemptTimeouts,
  type ChatCompletion,
  type ChatCompletionChunk,
  type ChatRequest,
  type FailureKind,
  type Provider,
  type ProviderCall,
} from '@reg/core';
import type { VendorError } from '../src/index.js';

/** Switches off one of the virtues of the provider, so that the contract can be seen to notice. */
export interface Defects {
  readonly retries?: true;
  readonly trustsTheEnd?: true;
  readonly leaksKey?: true;
  readonly mutates?: true;
  readonly ignoresAbort?: true;
  readonly keepsNegativeIndex?: true;
}

/** A provider on plain fetch, written from the port alone: it proves that the contract can be kept. */
export function createFetchProvider(
  baseUrl: string,
  errors: Readonly<Record<string, VendorError>>,
  defects: Defects = {},
): Provider {
  const exchange = async (request: ChatRequest, call: ProviderCall, stream: boolean) => {
    const watch = watchCall(call, defects);
    try {
      const body = JSON.stringify(encode(request, call, stream));
      if (defects.mutates === true) request.user = 'changed';
      watch.arm('headers_timeout', call.timeouts.headersMs);
      const send = () =>
        fetch(`${baseUrl}/chat/completions`, {
          method: 'POST',
          body,
          headers: headersOf(call),
          signal: watch.signal,
        });
      let response = await send();
      if (defects.retries === true && !response.ok) response = await send();
      watch.arm(
        stream ? 'first_token_timeout' : 'idle_timeout',
        stream ? call.timeouts.firstTokenMs : call.timeouts.idleMs,
      );
      if (!response.ok) throw await refusal(response);
      return { response, watch };
    } catch (error) {
      watch.stop();
      throw watch.explain(error, 'connection');
    }
  };

  const refusal = async (response: Response) => {
    const text = await response.text();
    return failure(kindOf(response.status, text, errors), text, retryAfterMs(response));
  };

  const failure = (kind: FailureKind, text: string, retryAfter?: number) => {
    const message =
      defects.leaksKey === true ? text : text.replaceAll(/(sk|id)[-.][\w.-]+/g, '[key]').slice(0, 200);
    const details: ApiErrorDetails = { kind, provider: 'fetch', message };
    return createApiError(retryAfter === undefined ? details : { ...details, retryAfterMs: retryAfter });
  };

  return {
    id: 'fetch',
    models: [],
    features: {},
    async chat(request, call) {
      const { response, watch } = await exchange(request, call, false);
      try {
        const text = await readText(response, watch, call.timeouts);
        const body = parse(text);
        if (body === undefined) throw failure('malformed_response', text);
        if ('error' in body || body['success'] === false) throw failure(kindOf(200, text, errors), text);
        const completion = { object: 'chat.completion', ...body } as unknown as ChatCompletion;
        const message = completion.choices?.[0]?.message;
        const isEmpty =
          message === undefined ||
          (!message.content &&
            !message.reasoning_content &&
            !message['reasoning'] &&
            !message.tool_calls?.length);
        if (isEmpty) throw failure('malformed_response', 'no answer');
        if (typeof message['reasoning'] === 'string') message.reasoning_content = message['reasoning'];
        return completion;
      } catch (error) {
        throw watch.explain(error, 'stream_truncated');
      } finally {
        watch.stop();
      }
    },
    async stream(request, call) {
      const { response, watch } = await exchange(request, call, true);
      return decode(response, { watch, call, defects, failure, errors });
    },
    async listModels(call) {
      const response = await fetch(`${baseUrl}/models`, { headers: headersOf(call) });
      if (response.status === 404) return [];
      const body = (await response.json()) as { data: { id: string }[] };
      return body.data.map(({ id }) => ({ id }));
    },
    close: () => Promise.resolve(),
  };
}

interface DecodeOptions {
  readonly watch: Watch;
  readonly call: ProviderCall;
  readonly defects: Defects;
  readonly failure: (kind: FailureKind, text: string) => Error;
  readonly errors: Readonly<Record<string, VendorError>>;
}

async function* decode(response: Response, options: DecodeOptions): AsyncGenerator<ChatCompletionChunk> {
  const { watch, call, defects, failure, errors } = options;
  let state = { finished: false, done: false, content: false, first: true };
  let buffer = '';
  try {
    for await (const bytes of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      buffer += bytes.replaceAll('\r', '');
      if (buffer.length > 1_000_000) throw failure('malformed_response', 'a line without end');
      for (let end = buffer.indexOf('\n'); end !== -1; end = buffer.indexOf('\n')) {
        const line = buffer.slice(0, end);
        buffer = buffer.slice(end + 1);
        if (!line.startsWith('data:')) continue;
        const data = line.slice(5).trim();
        if (data === '[DONE]') {
          state = { ...state, done: true };
          continue;
        }
        const event = parse(data);
        if (event === undefined) throw failure('malformed_response', data);
        if ('error' in event || event['success'] === false) throw failure(kindOf(200, data, errors), data);
        const chunk = mend(event, state, defects);
        const delta = chunk.choices[0]?.delta;
        state.first = false;
        state.finished ||= chunk.choices.some((choice) => choice.finish_reason !== null);
        if (delta?.content || delta?.reasoning_content || delta?.tool_calls) state.content = true;
        if (state.content) watch.arm('idle_timeout', call.timeouts.idleMs);
        yield chunk;
      }
    }
    const isWhole = state.done && state.finished && state.content;
    if (!isWhole && defects.trustsTheEnd !== true)
      throw failure('stream_truncated', 'the stream ended early');
  } catch (error) {
    throw watch.explain(error, 'stream_truncated');
  } finally {
    watch.stop();
  }
}

function mend(
  event: Record<string, unknown>,
  state: { finished: boolean; first: boolean },
  defects: Defects,
): ChatCompletionChunk {
  const chunk = { object: 'chat.completion.chunk', ...event } as unknown as ChatCompletionChunk;
  for (const choice of chunk.choices) {
    if (choice['usage'] !== undefined)
      chunk.usage = choice['usage'] as NonNullable<ChatCompletionChunk['usage']>;
    if (typeof choice.delta['reasoning'] === 'string')
      choice.delta.reasoning_content = choice.delta['reasoning'];
    if (state.first) choice.delta.role = 'assistant';
    const isToolChunk = choice.delta.tool_calls !== undefined;
    // GLM finishes a tool call twice; the later one carries the usage.
    choice.finish_reason = isToolChunk || state.finished ? null : (choice.finish_reason ?? null);
    for (const call of choice.delta.tool_calls ?? [])
      if (call.index < 0 && defects.keepsNegativeIndex !== true)
        call.index = nextIndex(chunk.id, call.id ?? '');
  }
  return chunk;
}

const indexes = new Map<string, string[]>();
function nextIndex(stream: string, id: string): number {
  const ids = indexes.get(stream) ?? [];
  if (!ids.includes(id)) ids.push(id);
  indexes.set(stream, ids);
  return ids.indexOf(id);
}

interface Watch {
  readonly signal: AbortSignal;
  arm(kind: FailureKind, ms: number): void;
  explain(error: unknown, otherwise: FailureKind): unknown;
  stop(): void;
}

function watchCall(call: ProviderCall, defects: Defects): Watch {
  const abort = new AbortController();
  let phase: NodeJS.Timeout | undefined;
  let reason: FailureKind | undefined;
  const stopWith = (kind: FailureKind) => {
    reason ??= kind;
    abort.abort();
  };
  const total = setTimeout(() => stopWith('total_timeout'), call.timeouts.totalMs);
  if (defects.ignoresAbort !== true) {
    if (call.signal?.aborted === true) stopWith('aborted');
    call.signal?.addEventListener('abort', () => stopWith('aborted'));
  }
  return {
    signal: abort.signal,
    arm(kind, ms) {
      clearTimeout(phase);
      phase = setTimeout(() => stopWith(kind), ms);
    },
    explain: (error, otherwise) =>
      error instanceof Error && error.message.startsWith('fetch: ')
        ? error
        : createApiError({ kind: reason ?? otherwise, provider: 'fetch', message: 'the exchange broke' }),
    stop() {
      clearTimeout(phase);
      clearTimeout(total);
      abort.abort();
    },
  };
}

async function readText(response: Response, watch: Watch, timeouts: AttemptTimeouts): Promise<string> {
  let text = '';
  for await (const bytes of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    watch.arm('idle_timeout', timeouts.idleMs);
    text += bytes;
    if (text.length > 8_000_000) return '';
  }
  return text;
}

function encode(request: ChatRequest, call: ProviderCall, stream: boolean): object {
  const { max_tokens, stream_options, ...rest } = request;
  return {
    ...rest,
    model: call.model?.id,
    stream,
    ...(max_tokens ? { max_tokens } : {}),
    ...(stream_options ? { stream_options } : {}),
  };
}

function headersOf(call: ProviderCall): Record<string, string> {
  return {
    'content-type': 'application/json',
    ...(call.credential ? { authorization: `Bearer ${call.credential.secret.reveal()}` } : {}),
  };
}

function kindOf(status: number, text: string, errors: Readonly<Record<string, VendorError>>): FailureKind {
  if (status === 504) return 'gateway_timeout';
  const told = parse(text)?.['error'];
  const row = Object.values(errors).find((error) => {
    const known = typeof error.body === 'object' ? (error.body as { error?: unknown }).error : undefined;
    return JSON.stringify(known) === JSON.stringify(told) && (status === 200 || status === error.status);
  });
  return (
    row?.expectedKind ??
    (status === 401 ? 'authentication' : status === 413 ? 'request_too_large' : 'server_error')
  );
}

function retryAfterMs(response: Response): number | undefined {
  const ms = response.headers.get('retry-after-ms');
  const wait = response.headers.get('retry-after');
  if (ms !== null) return Number(ms);
  if (wait === null) return undefined;
  return /^\d+$/.test(wait) ? Number(wait) * 1000 : Date.parse(wait) - Date.now();
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
