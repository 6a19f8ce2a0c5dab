import type { LanguageModelV4, ProviderV4 } from '@ai-sdk/provider';
import { createProviderRegistry, generateText } from 'ai';
import { describe, expectTypeOf, it } from 'vitest';
import { createReg, type RegCallOptions, type RegModelId, type RegProvider } from '../src/index.js';

declare const reg: RegProvider;
declare const name: string;

describe('a model name', () => {
  it('of the catalogue compiles: ids, aliases, behind their provider, and the routes', () => {
    expectTypeOf<
      | ('auto' | 'auto:balanced' | 'auto:fast_response' | 'auto:extended_reasoning')
      | ('kimi-k2.6' | 'kimi/kimi-k2.6' | 'k3')
      | ('glm-4.7-flash' | 'glm/glm-4.7-flash' | 'glm-4-flash')
    >().toExtend<RegModelId>();
    expectTypeOf(reg('kimi-k2.6')).toEqualTypeOf<LanguageModelV4>();
    expectTypeOf(reg.languageModel('glm/glm-5')).toEqualTypeOf<LanguageModelV4>();
  });

  it('is a closed union, so that an editor completes it', () => {
    expectTypeOf<string>().not.toExtend<RegModelId>();
  });

  it('that is wrong does not', () => {
    // @ts-expect-error -- a misspelled id
    reg('kimi-k2.66');
    // @ts-expect-error -- a model that the vendor has retired
    reg('kimi-k2.5');
    // @ts-expect-error -- a model of the other vendor
    reg('glm/kimi-k2.6');
    // @ts-expect-error -- no category
    reg('auto:smart');
    // @ts-expect-error -- a text that may be anything
    reg(name);
    // @ts-expect-error -- the same through the AI SDK's own door
    reg.languageModel('gpt-4o');
  });

  it('that the operator added compiles when it was stated, or by the door for any name', () => {
    const own = createReg<'box/llama3' | 'auto:legal'>();
    expectTypeOf(own('box/llama3')).toEqualTypeOf<LanguageModelV4>();
    expectTypeOf(own('auto:legal')).toEqualTypeOf<LanguageModelV4>();
    expectTypeOf(own('kimi-k2.6')).toEqualTypeOf<LanguageModelV4>();
    expectTypeOf(own.model(name)).toEqualTypeOf<LanguageModelV4>();
    // @ts-expect-error -- not the one that was stated
    own('box/llama4');
  });

  it('is known to a provider registry of the AI SDK', () => {
    const providers = createProviderRegistry({ reg });
    expectTypeOf(providers.languageModel).toBeCallableWith('reg:auto:balanced');
  });
});

describe('the provider', () => {
  it('is one of the AI SDK', () => {
    expectTypeOf(reg).toExtend<ProviderV4>();
    expectTypeOf(reg.embeddingModel).returns.toBeNever();
  });

  it('takes its options as the AI SDK carries them', () => {
    const options: RegCallOptions = { freeOnly: true, hints: { vision: true }, hedge: { afterMs: 5 } };
    expectTypeOf(
      generateText({ model: reg('auto'), prompt: 'hi', providerOptions: { reg: options } }),
    ).toBeObject();
    // @ts-expect-error -- a misspelled guarantee
    ({ freeonly: true }) satisfies RegCallOptions;
  });
});
