import {
  classifyFailure,
  createApiError,
  tokenUsageFromWire,
  type AttemptHandle,
  type AttemptRecord,
  type AttemptRequest,
  type Candidate,
  type ChatCompletion,
  type ChatCompletionChunk,
  type ChatRequest,
  type Clock,
  type FailureKind,
  type Provider,
  type ProviderCall,
  type ProviderDirectory,
  type RegistrySnapshot,
  type TokenUsage,
  type WireUsage,
} from '@reg/core';
import { isNamed } from '../pricing/model-names.js';

/** What a scripted provider does with one call. */
export interface Turn {
  /** Milliseconds of the clock before anything happens. @default 0 */
  readonly afterMs?: number;
  /** The failure, before any content. Absent: it answers. */
  readonly fails?: FailureKind;
  readonly retryAfterMs?: number;
  /** Takes no notice of its signal. */
  readonly deaf?: boolean;
  /** @default 'hello' */
  readonly text?: string;
  /** Absent: the vendor tells no usage. */
  readonly usage?: WireUsage;
  /** For streams: the chunks instead of those that `text` and `usage` make. */
  readonly chunks?: readonly ChatCompletionChunk[];
  /** For streams: how the stream fails after its chunks. */
  readonly breaks?: FailureKind;
  /** For streams: milliseconds between two chunks. @default 0 */
  readonly betweenMs?: number;
  readonly warns?: string;
}

export interface ScriptedCall {
  readonly target: string;
  readonly request: ChatRequest;
  readonly attempt: AttemptRequest;
}

export interface ScriptedDirectory extends ProviderDirectory {
  /** Every call that reached a provider, in order. */
  readonly calls: readonly ScriptedCall[];
  readonly records: readonly AttemptRecord[];
  /** Streams whose reader left before their end. */
  readonly left: readonly string[];
}

export interface Script {
  readonly snapshot: RegistrySnapshot;
  readonly clock: Clock;
  /** What the given call (1 is the first of all) does. */
  turn(call: ScriptedCall, number: number): Turn;
  /** Refuses an attempt before anything is sent. */
  refuses?(request: AttemptRequest): FailureKind | undefined;
}

/** A directory and its providers from a script, for laws that need every pattern of failure there is. */
export function createScriptedDirectory(script: Script): ScriptedDirectory {
  const calls: ScriptedCall[] = [];
  const records: AttemptRecord[] = [];
  const left: string[] = [];
  const { clock, snapshot } = script;

  const take = async (call: ScriptedCall, providerCall: ProviderCall): Promise<Turn> => {
    calls.push(call);
    const turn = script.turn(call, calls.length);
    if (turn.warns !== undefined) providerCall.onWarning?.(warningOf(call, turn.warns));
    await pause(clock, turn.afterMs ?? 0, turn.deaf === true ? undefined : providerCall.signal);
    if (turn.fails !== undefined) throw failure(call.target, turn.fails, turn.retryAfterMs);
    return turn;
  };

  const providerOf = (candidate: Candidate, attempt: AttemptRequest): Provider => ({
    id: candidate.provider,
    models: [candidate.model],
    features: {},
    async chat(request, providerCall) {
      const turn = await take({ target: candidate.target, request, attempt }, providerCall);
      return completionOf(candidate, turn);
    },
    async stream(request, providerCall) {
      const turn = await take({ target: candidate.target, request, attempt }, providerCall);
      return streamOf({ candidate, turn, clock, left, signal: providerCall.signal });
    },
    listModels: () => Promise.resolve([]),
    close: () => Promise.resolve(),
  });

  return {
    calls,
    records,
    left,
    snapshot: () => snapshot,
    resolveModel(name) {
      const named = snapshot.candidates.filter((candidate) => isNamed(candidate, name));
      const retired = named.find(({ model }) => model.status === 'retired');
      if (named.length === 0) return { kind: 'unknown', nearMatches: ['a/1'] };
      if (retired !== undefined) return { kind: 'retired', target: retired.target, successor: 'a/2' };
      return { kind: 'found', targets: named.map(({ target }) => target) };
    },
    beginAttempt(request) {
      const candidate = snapshot.candidates.find(({ target }) => target === request.target);
      if (candidate === undefined) return Promise.reject(new Error(`no candidate ${request.target}`));
      const refusal = script.refuses?.(request);
      if (refusal !== undefined) return Promise.reject(failure(request.target, refusal));
      return Promise.resolve(
        handleOf({ candidate, request, clock, records, provider: providerOf(candidate, request) }),
      );
    },
  };
}

function handleOf(parts: {
  readonly candidate: Candidate;
  readonly request: AttemptRequest;
  readonly clock: Clock;
  readonly records: AttemptRecord[];
  readonly provider: Provider;
}): AttemptHandle {
  const { candidate, request, clock, records, provider } = parts;
  const startedAtMs = clock.nowMs();
  let ended: AttemptRecord | undefined;
  const end = (outcome: AttemptRecord['outcome'], usage?: TokenUsage): AttemptRecord => {
    if (ended !== undefined) throw new Error('an attempt ended twice');
    ended = {
      number: request.number,
      provider: candidate.provider,
      model: candidate.model.id,
      target: candidate.target,
      startedAtMs,
      latencyMs: clock.nowMs() - startedAtMs,
      outcome,
      ...(usage === undefined ? {} : { usage }),
    };
    records.push(ended);
    return ended;
  };
  return {
    provider,
    target: candidate.target,
    number: request.number,
    call: {
      model: candidate.model,
      timeouts: { connectMs: 1, headersMs: 1, firstTokenMs: 1, idleMs: 1, totalMs: 1 },
      ...(request.signal === undefined ? {} : { signal: request.signal }),
      onWarning: (warning) => request.onWarning?.(warning),
    },
    firstToken: () => undefined,
    succeed: (usage) => end('success', usage),
    fail(error, usage) {
      const decision = classifyFailure(error);
      return { record: end(decision.kind, usage), decision };
    },
  };
}

function failure(target: string, kind: FailureKind, retryAfterMs?: number): Error {
  const [provider = '', model = ''] = target.split('/');
  return createApiError({
    kind,
    provider,
    model,
    message: `scripted ${kind}`,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

function warningOf({ target }: ScriptedCall, parameter: string) {
  const [provider = '', model = ''] = target.split('/');
  return { provider, model, parameter, action: 'dropped' as const, message: `${parameter} was dropped` };
}

/** Waits on the clock; rejects with the signal's reason when that comes first. */
function pause(clock: Clock, delayMs: number, signal: AbortSignal | undefined): Promise<void> {
  if (delayMs === 0) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const cancel = clock.schedule(delayMs, resolve);
    signal?.addEventListener('abort', () => {
      cancel();
      reject(signal.reason as Error);
    });
  });
}

export function completionOf(candidate: Candidate, { text = 'hello', usage }: Turn): ChatCompletion {
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1,
    model: candidate.model.id,
    choices: [{ index: 0, message: { role: 'assistant', content: text }, finish_reason: 'stop' }],
    ...(usage === undefined ? {} : { usage }),
  };
}

export function aChunk(
  delta: ChatCompletionChunk['choices'][number]['delta'],
  finish_reason: ChatCompletionChunk['choices'][number]['finish_reason'] = null,
): ChatCompletionChunk {
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'm',
    choices: [{ index: 0, delta, finish_reason }],
  };
}

export function usageChunk(usage: WireUsage): ChatCompletionChunk {
  return { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [], usage };
}

function chunksOf({ chunks, text = 'hello', usage }: Turn): readonly ChatCompletionChunk[] {
  if (chunks !== undefined) return chunks;
  return [
    aChunk({ role: 'assistant', content: '' }),
    ...[...text].map((letter) => aChunk({ content: letter })),
    aChunk({}, 'stop'),
    ...(usage === undefined ? [] : [usageChunk(usage)]),
  ];
}

async function* streamOf(parts: {
  readonly candidate: Candidate;
  readonly turn: Turn;
  readonly clock: Clock;
  readonly left: string[];
  readonly signal: AbortSignal | undefined;
}): AsyncGenerator<ChatCompletionChunk, void, undefined> {
  const { candidate, turn, clock, left } = parts;
  const signal = turn.deaf === true ? undefined : parts.signal;
  let complete = false;
  try {
    for (const chunk of chunksOf(turn)) {
      await pause(clock, turn.betweenMs ?? 0, signal);
      yield chunk;
    }
    complete = true;
    if (turn.breaks !== undefined) throw failure(candidate.target, turn.breaks);
  } finally {
    if (!complete) left.push(candidate.target);
  }
}

/** The usage that a scripted answer tells, as reg counts it. */
export const wireUsage = (prompt: number, completion: number): WireUsage => ({
  prompt_tokens: prompt,
  completion_tokens: completion,
  total_tokens: prompt + completion,
});

export const usageOf = (usage: WireUsage): TokenUsage => tokenUsageFromWire(usage);
