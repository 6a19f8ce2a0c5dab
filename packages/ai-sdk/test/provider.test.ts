import { createRegistry } from '@reg/registry';
import { createProviderRegistry, embed, generateText, NoSuchModelError } from 'ai';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createReg } from '../src/index.js';
import { startSimulatedReg, type SimulatedReg } from './simulated-reg.js';

const isolated = { env: {}, envFile: false, configFile: false } as const;
let simulated: SimulatedReg;

beforeAll(async () => {
  simulated = await startSimulatedReg();
});
afterAll(() => simulated[Symbol.asyncDispose]());

describe('createReg', () => {
  it('makes each model once', () => {
    const { reg } = simulated;
    expect(reg('kimi-k2.6')).toBe(reg.languageModel('kimi-k2.6'));
    expect(reg('kimi-k2.6')).toBe(reg.model('kimi-k2.6'));
    expect(reg('auto')).not.toBe(reg('auto:balanced'));
    expect(reg('auto')).toMatchObject({ specificationVersion: 'v4', provider: 'reg', modelId: 'auto' });
  });

  it('remembers a bounded number of names', () => {
    const { reg } = simulated;
    const first = reg.model('name-0');
    for (let number = 1; number <= 2000; number += 1) reg.model(`name-${number}`);
    expect(reg.model('name-0')).not.toBe(first);
  });

  it('works inside a provider registry of the AI SDK', async () => {
    const { reg } = simulated;
    const providers = createProviderRegistry({ reg });
    const { text } = await generateText({
      model: providers.languageModel('reg:auto:fast_response'),
      prompt: 'Who are you?',
    });
    expect(text).toContain('Who are you?');
  });

  it('has no models but those that chat', async () => {
    const { reg } = simulated;
    expect(() => reg.embeddingModel('kimi-k2.6')).toThrow(NoSuchModelError);
    expect(() => reg.imageModel('cogview')).toThrow('there is no imageModel "cogview"');
    const providers = createProviderRegistry({ reg });
    await expect(async () => embed({ model: providers.embeddingModel('reg:x'), value: 'x' })).rejects.toThrow(
      NoSuchModelError,
    );
  });

  it('leaves a registry that was handed in to its owner', async () => {
    const { registry, reg } = simulated;
    const closed = vi.spyOn(registry, 'close');
    const another = createReg(registry);
    await another.close();
    await another[Symbol.asyncDispose]();
    expect(closed).not.toHaveBeenCalled();
    await expect(generateText({ model: reg('glm-4.7'), prompt: 'still there?' })).resolves.toMatchObject({
      finishReason: 'stop',
    });
  });

  it('closes the registry that it made', async () => {
    const { kimi } = simulated;
    const reg = createReg({
      ...isolated,
      overrides: {
        providers: { kimi: { baseUrl: kimi.baseUrl, apiKeys: ['sk-some-key-0123456789abcdef'] } },
      },
    });
    const closed = vi.spyOn(reg.registry, 'close');
    await generateText({ model: reg('kimi-k2.6'), prompt: 'hello' });
    await reg.close();
    expect(closed).toHaveBeenCalledTimes(1);
    await reg[Symbol.asyncDispose]();
    expect(closed).toHaveBeenCalledTimes(2);
  });

  it('reaches providers that the operator added, by name', async () => {
    const { kimi } = simulated;
    await using registry = createRegistry({
      ...isolated,
      overrides: {
        providers: {
          box: {
            type: 'openai-compatible',
            baseUrl: kimi.baseUrl,
            apiKeys: ['any-key-0123456789'],
            models: [{ id: 'kimi-k3' }],
          },
        },
      },
    });
    const reg = createReg<'box/kimi-k3'>(registry);
    const { text } = await generateText({ model: reg('box/kimi-k3'), prompt: 'Where are you?' });
    expect(text).toContain('Where are you?');
  });
});
