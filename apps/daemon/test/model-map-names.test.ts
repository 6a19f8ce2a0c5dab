import { loadConfig, modelMapPresetNames } from '@reg/config';
import { createRegistry } from '@reg/registry';
import type OpenAI from 'openai';
import { describe, expect, it } from 'vitest';

type ChatModel = OpenAI.ChatModel;

const small = [
  ...(['gpt-6-luna', 'gpt-5.6-luna', 'gpt-5.4-mini', 'gpt-5.4-mini-2026-03-17', 'gpt-5.1-mini'] as const),
  ...(['gpt-5.4-nano', 'gpt-5.4-nano-2026-03-17', 'gpt-5-mini', 'gpt-5-mini-2025-08-07'] as const),
  ...(['gpt-5-nano', 'gpt-5-nano-2025-08-07', 'gpt-4.1-mini', 'gpt-4.1-mini-2025-04-14'] as const),
  ...(['gpt-4.1-nano', 'gpt-4.1-nano-2025-04-14', 'o4-mini', 'o4-mini-2025-04-16', 'o3-mini'] as const),
  ...(['o3-mini-2025-01-31', 'o1-mini', 'o1-mini-2024-09-12', 'codex-mini-latest'] as const),
  ...(['gpt-4o-mini', 'gpt-4o-mini-2024-07-18', 'gpt-3.5-turbo', 'gpt-3.5-turbo-16k'] as const),
  ...(['gpt-3.5-turbo-0301', 'gpt-3.5-turbo-0613', 'gpt-3.5-turbo-1106'] as const),
  ...(['gpt-3.5-turbo-0125', 'gpt-3.5-turbo-16k-0613'] as const),
] satisfies readonly ChatModel[];

const large = [
  ...(['gpt-6-astra', 'gpt-5.2-pro', 'gpt-5.2-pro-2025-12-11', 'o3', 'o3-2025-04-16', 'o1'] as const),
  ...(['o1-2024-12-17', 'o1-preview', 'o1-preview-2024-09-12'] as const),
] satisfies readonly ChatModel[];

const usual = [
  ...(['gpt-6.1-sol', 'gpt-6.1-terra', 'gpt-6-sol', 'gpt-5.6-sol', 'gpt-5.6-terra', 'gpt-5.5'] as const),
  ...(['gpt-5.5-2026-04-23', 'gpt-5.4', 'gpt-5.3-chat-latest', 'gpt-5.2', 'gpt-5.2-2025-12-11'] as const),
  ...(['gpt-5.2-chat-latest', 'gpt-5.1', 'gpt-5.1-2025-11-13', 'gpt-5.1-codex'] as const),
  ...(['gpt-5.1-chat-latest', 'gpt-5', 'gpt-5-2025-08-07', 'gpt-5-chat-latest', 'gpt-4.1'] as const),
  ...(['gpt-4.1-2025-04-14', 'gpt-4o', 'gpt-4o-2024-11-20', 'gpt-4o-2024-08-06'] as const),
  ...(['gpt-4o-2024-05-13', 'chatgpt-4o-latest', 'gpt-4-turbo', 'gpt-4-turbo-2024-04-09'] as const),
  ...(['gpt-4-0125-preview', 'gpt-4-turbo-preview', 'gpt-4-1106-preview', 'gpt-4-vision-preview'] as const),
  ...(['gpt-4', 'gpt-4-0314', 'gpt-4-0613', 'gpt-4-32k', 'gpt-4-32k-0314', 'gpt-4-32k-0613'] as const),
] satisfies readonly ChatModel[];

/** They speak, or search the web: no text model can stand in for them. */
const left = [
  ...(['gpt-audio-mini', 'gpt-audio-mini-2025-12-15', 'gpt-4o-audio-preview'] as const),
  ...(['gpt-4o-audio-preview-2024-10-01', 'gpt-4o-audio-preview-2024-12-17'] as const),
  ...(['gpt-4o-audio-preview-2025-06-03', 'gpt-4o-mini-audio-preview'] as const),
  ...(['gpt-4o-mini-audio-preview-2024-12-17', 'gpt-4o-search-preview'] as const),
  ...(['gpt-4o-mini-search-preview', 'gpt-4o-search-preview-2025-03-11'] as const),
  ...(['gpt-4o-mini-search-preview-2025-03-11'] as const),
] satisfies readonly ChatModel[];

type Judged =
  (typeof small)[number] | (typeof large)[number] | (typeof usual)[number] | (typeof left)[number];
/** A new version of the client with new names does not compile until somebody has judged them. */
const isComplete: [Exclude<ChatModel, Judged>] extends [never] ? true : Exclude<ChatModel, Judged> = true;

const claude = {
  small: [
    'claude-haiku-5-5',
    'claude-haiku-4-5-20251001',
    'claude-3-5-haiku-latest',
    'claude-3-haiku-20240307',
  ],
  usual: ['claude-sonnet-5-5', 'claude-sonnet-4-5', 'claude-3-7-sonnet-latest', 'claude-sonnet-5[1m]'],
  large: ['claude-opus-5-5', 'claude-opus-4-1-20250805', 'claude-fable-5-2', 'claude-mythos-preview'],
};

const codex = {
  small: ['codex-mini-latest', 'gpt-5.1-codex-mini', 'gpt-5.3-codex-spark', 'gpt-5.4-mini'],
  usual: ['gpt-5-codex', 'gpt-5.3-codex', 'gpt-5.5'],
  large: ['gpt-5.1-codex-max'],
};

/** As OpenRouter spells them (openrouter.ai, 2026-11-23). */
const resold = {
  small: [
    'anthropic/claude-haiku-4.5',
    'anthropic/claude-3.5-haiku:beta',
    '~anthropic/claude-haiku-latest',
    'openai/gpt-5-mini',
    'openai/gpt-4o-mini',
    'openai/gpt-4o-mini-2024-07-18',
    'openai/o4-mini-high',
    'openai/codex-mini',
  ],
  usual: [
    'anthropic/claude-sonnet-4.5',
    'anthropic/claude-3.7-sonnet:thinking',
    'Anthropic/Claude-Sonnet-5.5',
    'openai/gpt-5',
    'openai/gpt-5.1-codex',
    'openai/gpt-4o',
    'openai/gpt-4o:extended',
  ],
  large: [
    'anthropic/claude-opus-5.5',
    'anthropic/claude-4.6-opus-fast-20260407',
    '~anthropic/claude-opus-latest',
    'openai/gpt-5-pro',
    'openai/gpt-5.1-codex-max',
    'openai/o3',
  ],
};

const categories = { small: 'fast_response', usual: 'balanced', large: 'extended_reasoning' } as const;

const config = loadConfig({
  env: { REG_MODEL_MAP_PRESETS: modelMapPresetNames.join() },
  envFile: false,
  configFile: false,
});

function categoryOf(model: string): string {
  const registry = createRegistry({ config });
  return registry.explain({ model, messages: [{ role: 'user', content: 'hi' }] }).requirement.category;
}

describe('the presets', () => {
  it.each(Object.entries(categories))('know every %s model of the clients', (size, category) => {
    const names = [
      ...{ small, usual, large }[size as keyof typeof categories],
      ...claude[size as keyof typeof categories],
      ...codex[size as keyof typeof categories],
      ...resold[size as keyof typeof categories],
    ];
    expect(names.filter((name) => categoryOf(name) !== category)).toEqual([]);
  });

  it('leave alone what is no chat with text', () => {
    expect(isComplete).toBe(true);
    const others = [
      'text-embedding-3-small',
      'whisper-1',
      'gpt-image-1',
      'gpt-realtime',
      'openai/gpt-oss-120b',
    ];
    for (const name of [...left, ...left.map((name) => `openai/${name}`), ...others])
      expect(() => categoryOf(name), name).toThrow('No provider serves');
  });
});
