import { loadConfig } from '@reg/config';
import type { ChatCompletion, Provider, ProviderRegistration } from '@reg/core';
import { createRegistry, type Registry } from '@reg/registry';
import { calibrate } from './calibration.js';
import {
  callsOfPeers,
  cockatielCall,
  lookupsMade,
  lookupsMaking,
  lookupsOfPeers,
  retryableCall,
} from './peer-cases.js';
import { rankCases } from './rank-cases.js';

/** Something that is done over and over; what it gives back is thrown away. */
export interface MicroCase {
  readonly name: string;
  run(): unknown;
  /** The cases, measured before, that it is to be compared with. */
  readonly comparedWith?: readonly string[];
  /** What is not the same work in what it is compared with. */
  readonly notSame?: string;
  /** Whether `bench:micro --check` judges it. */
  readonly isChecked?: boolean;
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
export function microCases(): { readonly cases: readonly MicroCase[]; close(): Promise<void> } {
  const config = loadConfig({ env: { KIMI_API_KEY: 'sk-bench0first0key0value0abcdef' } });
  const registry = createRegistry({ config });
  const snapshot = registry.snapshot();
  registry.registerProvider(immediateProvider(registry));
  const request = {
    model: 'memory/here',
    messages: [{ role: 'user' as const, content: 'Say hello, please.' }],
  };
  return {
    close: () => registry.close(),
    cases: [
      { name: calibration, run: calibrate },
      ...[5, 50, 500, 5000].flatMap((count) => rankCases(count, snapshot)),
      ...lookupsOfPeers(),
      {
        name: 'model lookup: resolveModel()',
        isChecked: true,
        run: () => registry.resolveModel('kimi/kimi-k2.6'),
        comparedWith: [lookupsMade, lookupsMaking],
        notSame:
          'resolveModel() finds the model that a name means (with or without its provider, an alias, in any case) and tells what it can do; its provider is made at the first call. Among models made before, the AI SDK does the same for one exact name and hands out something callable; its openai-compatible provider makes the model, with its schemas, at every lookup.',
      },
      ...callsOfPeers(completion),
      {
        name: 'chat(): decided, attempted, accounted, around an immediate provider',
        isChecked: true,
        run: () => registry.chat(request),
        comparedWith: [cockatielCall, retryableCall],
        notSame:
          'the answer is there already, on all sides, and none of them translates a request. cockatiel knows neither models nor answers: it repeats, breaks the circuit and sets a timeout. ai-retry looks at how the answer ended and would repeat or hand over to another model; it has no circuit, no deadline of its own and no limit. chat() has all of these, ranks the models, counts tokens, cost and latency, and reports what it did.',
      },
      { name: 'explain()', isChecked: true, run: () => registry.explain(request) },
    ],
  };
}

/** A provider whose answer is there already. */
function immediateProvider(registry: Registry): ProviderRegistration {
  const model = registry.snapshot().candidates.find(({ provider }) => provider === 'kimi')?.model;
  if (model === undefined) throw new Error('Kimi has no models.');
  const models = [{ ...model, id: 'here', aliases: [] }];
  return {
    id: 'memory',
    type: 'memory',
    models,
    requiresKey: false,
    create: (): Provider => ({
      id: 'memory',
      models,
      features: {},
      chat: () => Promise.resolve(completion),
      stream: () => Promise.reject(new Error('this one answers whole')),
      listModels: () => Promise.resolve([]),
      close: () => Promise.resolve(),
    }),
  };
}
