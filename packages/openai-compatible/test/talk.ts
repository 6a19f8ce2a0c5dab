import { inspect } from 'node:util';
import { Secret } from '@reg/config';
import {
  APIError,
  type ChatCompletionChunk,
  type ChatRequest,
  type ChatStream,
  type ProviderCall,
} from '@reg/core';
import {
  createOpenAICompatibleProvider,
  describeCustomModel,
  type OpenAICompatibleSettings,
} from '../src/index.js';

export const secretKey = 'sk-wire-0123456789abcdefghij';
export const model = describeCustomModel({ id: 'llama', aliases: ['Lama'] });
export const request: ChatRequest = { model: 'llama', messages: [{ role: 'user', content: 'Hi' }] };

/** Long enough that only a broken test waits for them. */
export const patient = {
  connectMs: 15_000,
  headersMs: 15_000,
  firstTokenMs: 15_000,
  idleMs: 15_000,
  totalMs: 15_000,
};

export function call(more: Partial<ProviderCall> = {}): ProviderCall {
  return { model, credential: { id: 'box#1', secret: new Secret(secretKey) }, timeouts: patient, ...more };
}

export function provide(baseUrl: string, settings: Partial<OpenAICompatibleSettings> = {}) {
  return createOpenAICompatibleProvider({ id: 'box', baseUrl, models: [model], ...settings });
}

/** What a stream gives until it ends, and how it fails if it does. */
export async function collect(
  stream: ChatStream,
): Promise<{ readonly chunks: ChatCompletionChunk[]; readonly failure?: unknown }> {
  const chunks: ChatCompletionChunk[] = [];
  try {
    for await (const chunk of stream) chunks.push(chunk);
    return { chunks };
  } catch (failure) {
    return { chunks, failure };
  }
}

export const textOf = (chunks: readonly ChatCompletionChunk[]): string =>
  chunks.flatMap(({ choices }) => choices.map(({ delta }) => delta.content ?? '')).join('');

/** The error that a promise rejects with; it must be one of reg's, and the key must be nowhere in it. */
export async function failureOf(promise: Promise<unknown>): Promise<APIError> {
  return asFailure(
    await promise.then(
      () => 'no error',
      (error: unknown) => error,
    ),
  );
}

export function asFailure(error: unknown): APIError {
  if (!APIError.isInstance(error)) throw new Error(`not an error of reg: ${String(error)}`, { cause: error });
  const shown = inspect(error, { depth: 12, showHidden: true }) + String(error.stack) + JSON.stringify(error);
  if (shown.includes(secretKey)) throw new Error('the key is in the error');
  return error;
}
