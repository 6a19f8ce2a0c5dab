import { Secret } from '@reg/config';
import { createApiError } from '../src/index.js';
import type {
  ChatCompletion,
  ChatCompletionChunk,
  ChatRequest,
  Credential,
  FailureKind,
  ModelDescriptor,
  ModelSelector,
  Provider,
  ProviderCall,
  RoutingPolicy,
} from '../src/index.js';

export function describeModel(id: string, overrides: Partial<ModelDescriptor> = {}): ModelDescriptor {
  return {
    id,
    aliases: [],
    contextWindow: 128_000,
    capabilities: {
      vision: false,
      video: false,
      tools: true,
      forcedToolChoice: 'any',
      jsonObject: true,
      jsonSchema: true,
      reasoning: 'none',
      continuation: false,
    },
    price: { inputUsdPerMTok: 1, outputUsdPerMTok: 2 },
    free: false,
    billing: 'per-token',
    status: 'active',
    rating: { capability: 50, speed: 50 },
    fact: { source: 'test', date: '2026-11-22' },
    ...overrides,
  };
}

export function credential(id: string, value = `key-material-of-${id}`): Credential {
  return { id, secret: new Secret(value) };
}

export const usage = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };

/** A provider that answers, or fails with the kinds it was given, one per call. */
export class FakeProvider implements Provider {
  readonly features: Provider['features'];
  readonly calls: { readonly request: ChatRequest; readonly call: ProviderCall }[] = [];
  readonly failures: FailureKind[] = [];
  closed = 0;

  constructor(
    readonly id: string,
    readonly models: readonly ModelDescriptor[],
    features: Provider['features'] = {},
  ) {
    this.features = features;
  }

  chat(request: ChatRequest, call: ProviderCall): Promise<ChatCompletion> {
    this.#begin(request, call);
    return Promise.resolve({
      id: 'c',
      object: 'chat.completion',
      created: 1,
      model: call.model?.id ?? request.model,
      choices: [
        { index: 0, message: { role: 'assistant', content: `${this.id} says hello` }, finish_reason: 'stop' },
      ],
      usage,
    });
  }

  stream(request: ChatRequest, call: ProviderCall): Promise<AsyncIterable<ChatCompletionChunk>> {
    this.#begin(request, call);
    const base = { id: 'c', object: 'chat.completion.chunk', created: 1, model: request.model } as const;
    const breaks = this.failures.shift();
    const { id } = this;
    async function* chunks(): AsyncGenerator<ChatCompletionChunk> {
      yield {
        ...base,
        choices: [{ index: 0, delta: { role: 'assistant', content: 'hel' }, finish_reason: null }],
      };
      if (breaks !== undefined)
        throw createApiError({ kind: breaks, provider: id, message: 'scripted break' });
      yield { ...base, choices: [{ index: 0, delta: { content: 'lo' }, finish_reason: 'stop' }], usage };
    }
    return Promise.resolve(chunks());
  }

  listModels() {
    return Promise.resolve(this.models.map(({ id }) => ({ id })));
  }

  close(): Promise<void> {
    this.closed += 1;
    return Promise.resolve();
  }

  #begin(request: ChatRequest, call: ProviderCall): void {
    this.calls.push({ request, call });
    const kind = request.stream === true ? undefined : this.failures.shift();
    if (kind !== undefined)
      throw createApiError({ kind, provider: this.id, model: request.model, message: 'scripted' });
  }
}

export const policy: RoutingPolicy = {
  freeTierPreference: false,
  freeModels: [],
  costAware: false,
  modelCosts: {},
  allowUnknownPrice: false,
  assumedOutputTokens: 1000,
  categories: { balanced: { weights: { capability: 1, price: 1, speed: 1 }, chain: [] } },
  defaultCategory: 'balanced',
};

/** A selector that remembers what it was asked. */
export function createRecordingSelector(): ModelSelector & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    rank: (requirement, snapshot, seed) => ({
      id: 'dec_test',
      requirement,
      snapshotVersion: snapshot.version,
      seed,
      ranked: [],
      rejected: [],
    }),
    getPreferredFallbackModel: (_directory, category) => {
      asked.push(`preferred ${category ?? ''}`);
      return 'kimi/k2';
    },
    getBestProviderForCategory: (_directory, category) => {
      asked.push(`best ${category}`);
      return { provider: 'kimi', model: 'k2' };
    },
    getAllowedModelsForProvider: (_directory, provider) => {
      asked.push(`allowed ${provider}`);
      return ['k2'];
    },
    fallbackChain: (_directory, category) => {
      asked.push(`chain ${category ?? ''}`);
      return ['kimi/k2'];
    },
    callWithFallback: async (_directory, category, call) => {
      asked.push(`call ${category}`);
      const provider = new FakeProvider('kimi', []);
      const timeouts = { connectMs: 1, headersMs: 1, firstTokenMs: 1, idleMs: 1, totalMs: 1 };
      return {
        value: await call({ target: 'kimi/k2', provider, model: 'k2', call: { timeouts } }),
        target: 'kimi/k2',
        attempts: [],
      };
    },
  };
}
