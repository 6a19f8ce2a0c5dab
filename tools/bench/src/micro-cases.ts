import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { loadConfig } from '@reg/config';
import type { Candidate, ChatCompletion, Provider, RegistrySnapshot, Requirement } from '@reg/core';
import { createRegistry } from '@reg/registry';
import { rank } from '@reg/selection';
import { createProviderRegistry } from 'ai';
import {
  circuitBreaker,
  ConsecutiveBreaker,
  ExponentialBackoff,
  handleAll,
  retry,
  timeout,
  TimeoutStrategy,
  wrap,
} from 'cockatiel';

/** Something that is done over and over; what it gives back is thrown away. */
export interface MicroCase {
  readonly name: string;
  run(): unknown;
  /** The case, measured before, that it is to be compared with. */
  readonly comparedWith?: string;
}

const completion: ChatCompletion = {
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created: 1_767_225_600,
  model: 'here',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Hello.' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 40, completion_tokens: 2, total_tokens: 42 },
};

/** A loop that does the same on every machine, so that ratios to it can be compared between machines. */
const calibration = 'calibration: 1,000 steps of a loop';

/** Everything that `bench:micro` measures, in an order in which what is compared with comes first. */
export async function microCases(): Promise<{
  readonly cases: readonly MicroCase[];
  close(): Promise<void>;
}> {
  const config = loadConfig({ env: { KIMI_API_KEY: 'sk-bench0first0key0value0abcdef' } });
  const registry = createRegistry({ config });
  const snapshot = registry.snapshot();
  const model = snapshot.candidates.find(({ provider }) => provider === 'kimi')?.model;
  if (model === undefined) throw new Error('Kimi has no models.');
  const here = { ...model, id: 'here', aliases: [] };
  registry.registerProvider({
    id: 'memory',
    type: 'memory',
    models: [here],
    requiresKey: false,
    create: (): Provider => ({
      id: 'memory',
      models: [here],
      features: {},
      chat: () => Promise.resolve(completion),
      stream: () => Promise.reject(new Error('this one answers whole')),
      listModels: () => Promise.resolve([]),
      close: () => Promise.resolve(),
    }),
  });
  const policy = wrap(
    retry(handleAll, { maxAttempts: 2, backoff: new ExponentialBackoff() }),
    circuitBreaker(handleAll, { halfOpenAfter: 10_000, breaker: new ConsecutiveBreaker(5) }),
    timeout(60_000, TimeoutStrategy.Aggressive),
  );
  const aiSdk = createProviderRegistry({
    kimi: createOpenAICompatible({ name: 'kimi', baseURL: 'http://127.0.0.1:9/v1', apiKey: 'x' }),
  });
  const request = {
    model: 'memory/here',
    messages: [{ role: 'user' as const, content: 'Say hello, please.' }],
  };
  return {
    close: () => registry.close(),
    cases: [
      { name: calibration, run: calibrate },
      ...[5, 50, 500, 5000].flatMap((count) => rankCases(count, snapshot)),
      {
        name: 'AI SDK: languageModel() of an openai-compatible provider',
        run: () => aiSdk.languageModel('kimi:kimi-k2.6'),
      },
      {
        name: 'model lookup: resolveModel()',
        run: () => registry.resolveModel('kimi-k2.6'),
        comparedWith: 'AI SDK: languageModel() of an openai-compatible provider',
      },
      {
        name: 'cockatiel: wrap(retry, breaker, timeout) around an immediate answer',
        run: () => policy.execute(() => Promise.resolve(completion)),
      },
      {
        name: 'chat(): decided, attempted, accounted, around an immediate provider',
        run: () => registry.chat(request),
        comparedWith: 'cockatiel: wrap(retry, breaker, timeout) around an immediate answer',
      },
      { name: 'explain()', run: () => registry.explain(request) },
    ],
  };
}

function calibrate(): number {
  let sum = 0;
  for (let step = 0; step < 1000; step += 1) sum = (sum * 31 + step) | 0;
  return sum;
}

function rankCases(count: number, { candidates, policy }: RegistrySnapshot): MicroCase[] {
  const snapshot: RegistrySnapshot = {
    version: 1,
    policy,
    candidates: Array.from({ length: count }, (_, index) => copyOf(candidates, index)),
  };
  const requirement: Requirement = {
    requestedModel: 'auto',
    category: policy.defaultCategory,
    allowFallback: true,
    freeOnly: false,
    estimatedInputTokens: 200,
    needs: {
      vision: false,
      video: false,
      tools: false,
      forcedToolChoice: 'none',
      jsonObject: false,
      jsonSchema: false,
      reasoning: false,
      noReasoning: false,
      continuation: false,
    },
    nowMs: 1_767_225_600_000,
  };
  let seed = 0;
  let tokens = 0;
  return [
    {
      name: `rank() of ${count}, a plain request`,
      run: () => rank(requirement, snapshot, (seed += 1)),
    },
    {
      name: `rank() of ${count}, a request like none before`,
      run: () => rank({ ...requirement, estimatedInputTokens: (tokens += 1) % 100_000 }, snapshot, 1),
    },
  ];
}

function copyOf(candidates: readonly Candidate[], index: number): Candidate {
  const given = candidates[index % candidates.length];
  if (given === undefined) throw new Error('There are no candidates.');
  const id = `${given.model.id}-${index}`;
  return {
    ...given,
    target: `${given.provider}/${id}`,
    model: { ...given.model, id },
    modelPriority: index,
    blocked: [],
  };
}
