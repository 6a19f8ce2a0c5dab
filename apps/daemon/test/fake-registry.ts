import type {
  ChatCompletion,
  ChatCompletionChunk,
  ChatRequest,
  Decision,
  RegistrySnapshot,
  RouteReport,
} from '@reg/core';
import type { CallOptions, RoutedStream } from '@reg/registry';
import type { RoutedRegistry } from '../src/http/routed-registry.js';

/** A registry that answers what the test tells it, for faults that no vendor can be made to show. */
export interface FakeRegistry extends RoutedRegistry {
  readonly calls: { readonly request: ChatRequest; readonly options: CallOptions }[];
}

export const emptyReport: RouteReport = {
  decisionId: 'd-1',
  requestedModel: 'auto',
  provider: 'kimi',
  model: 'kimi-k2.6',
  fallback: false,
  attempts: [],
  usage: { inputTokens: 3, outputTokens: 2, cachedInputTokens: 0, reasoningTokens: 0 },
  costUsd: 0.0000125,
  warnings: [],
  overheadMs: 0.42,
};

export const emptySnapshot: RegistrySnapshot = {
  version: 1,
  candidates: [],
  policy: {
    freeTierPreference: false,
    freeModels: [],
    costAware: false,
    modelCosts: {},
    allowUnknownPrice: false,
    assumedOutputTokens: 1000,
    categories: { balanced: { weights: { capability: 1, price: 1, speed: 1 }, chain: [] } },
    defaultCategory: 'balanced',
  },
};

export const completion: ChatCompletion = {
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created: 1_700_000_000,
  model: 'kimi-k2.6',
  choices: [{ index: 0, message: { role: 'assistant', content: 'hello' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
};

export function textChunk(content: string, finish: 'stop' | null = null): ChatCompletionChunk {
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    created: 1_700_000_000,
    model: 'kimi-k2.6',
    choices: [{ index: 0, delta: { content }, finish_reason: finish }],
  };
}

export function usageChunk(): ChatCompletionChunk {
  return {
    ...textChunk(''),
    choices: [],
    usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
  };
}

/** A stream of `chunks`; an error among them breaks it. */
export function routedStream(
  chunks: Iterable<ChatCompletionChunk | Error> | AsyncIterable<ChatCompletionChunk>,
): RoutedStream {
  return {
    report: emptyReport,
    finished: Promise.resolve(emptyReport),
    async *[Symbol.asyncIterator]() {
      for await (const chunk of chunks) {
        if (chunk instanceof Error) throw chunk;
        yield chunk;
      }
    },
  };
}

export function createFakeRegistry(
  answers: {
    readonly chat?: (request: ChatRequest, options: CallOptions) => Promise<ChatCompletion>;
    readonly stream?: (request: ChatRequest, options: CallOptions) => Promise<RoutedStream>;
    readonly snapshot?: RegistrySnapshot;
    readonly report?: RouteReport;
  } = {},
): FakeRegistry {
  const calls: FakeRegistry['calls'] = [];
  return {
    calls,
    async chat(request, options = {}) {
      calls.push({ request, options });
      return {
        completion: (await answers.chat?.(request, options)) ?? completion,
        report: answers.report ?? emptyReport,
      };
    },
    async stream(request, options = {}) {
      calls.push({ request, options });
      return answers.stream === undefined
        ? routedStream([textChunk('hel'), textChunk('lo', 'stop'), usageChunk()])
        : answers.stream(request, options);
    },
    explain: () => ({ id: 'd-1', ranked: [], rejected: [] }) as unknown as Decision,
    diagnoseAll: async () => [],
    snapshot: () => answers.snapshot ?? emptySnapshot,
    listAvailableModels: () => [],
    listMappedModels: () => [],
    resolveModel: () => ({ kind: 'unknown', nearMatches: ['kimi-k2.6'] }),
    getTelemetry: () => ({}) as ReturnType<RoutedRegistry['getTelemetry']>,
    listCircuits: () => [],
    isolateCircuit: () => undefined,
    resetCircuit: () => undefined,
  };
}
