import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { createProviderRegistry, customProvider } from 'ai';
import { createRetryableModel, error, finishReason, httpStatus } from 'ai-retry/language-model';
import { MockLanguageModelV4 } from 'ai/test';
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
import type { MicroCase } from './micro-cases.js';

export const lookupsMade = 'AI SDK registry: languageModel() among models made before';
export const lookupsMaking = 'AI SDK registry: languageModel() of an openai-compatible provider';

/** The AI SDK's registry: over a provider that holds its models, and over one that makes a model at each lookup. */
export function lookupsOfPeers(): readonly MicroCase[] {
  const made = createProviderRegistry({
    kimi: customProvider({ languageModels: { 'kimi-k2.6': immediateModel() } }),
  });
  const making = createProviderRegistry({
    kimi: createOpenAICompatible({ name: 'kimi', baseURL: 'http://127.0.0.1:9/v1', apiKey: 'x' }),
  });
  return [
    { name: lookupsMade, run: () => made.languageModel('kimi:kimi-k2.6') },
    { name: lookupsMaking, run: () => making.languageModel('kimi:kimi-k2.6') },
  ];
}

export const cockatielCall = 'cockatiel: wrap(retry, breaker, timeout) around an immediate answer';
export const retryableCall = 'ai-retry: doGenerate() around an immediate model';

/** What others put around a call that answers at once. */
export function callsOfPeers(answer: unknown): readonly MicroCase[] {
  const policy = wrap(
    retry(handleAll, { maxAttempts: 2, backoff: new ExponentialBackoff() }),
    circuitBreaker(handleAll, { halfOpenAfter: 10_000, breaker: new ConsecutiveBreaker(5) }),
    timeout(60_000, TimeoutStrategy.Aggressive),
  );
  const model = immediateModel();
  const other = immediateModel();
  // The three conditions of its README: another model, another model, the same again.
  const retryable = createRetryableModel({
    model,
    retries: [
      httpStatus(529, 'overloaded').switch({ model: other }),
      finishReason('content-filter').switch({ model: other }),
      error.isRetryable(true).retry({ delay: 1_000, backoffFactor: 2 }),
    ],
  });
  const prompt = [
    { role: 'user' as const, content: [{ type: 'text' as const, text: 'Say hello, please.' }] },
  ];
  return [
    { name: cockatielCall, run: () => policy.execute(() => Promise.resolve(answer)) },
    {
      name: retryableCall,
      run: () => {
        // The mock keeps every call that it has seen.
        model.doGenerateCalls.length = 0;
        return retryable.doGenerate({ prompt });
      },
    },
  ];
}

/** The AI SDK's own mock, whose answer is there already. */
function immediateModel(): MockLanguageModelV4 {
  return new MockLanguageModelV4({
    doGenerate: {
      content: [{ type: 'text', text: 'Hello.' }],
      finishReason: { unified: 'stop', raw: 'stop' },
      usage: {
        inputTokens: { total: 40, noCache: 40, cacheRead: undefined, cacheWrite: undefined },
        outputTokens: { total: 2, text: 2, reasoning: undefined },
      },
      warnings: [],
    },
  });
}
