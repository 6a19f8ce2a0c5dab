import { startGlmSimulator, startKimiSimulator, type VendorSimulator } from '@reg/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createRegistry,
  type CallOptions,
  type ChatRequest,
  type Registry,
  type RouteReport,
} from './index.js';

let kimi: VendorSimulator;
let glm: VendorSimulator;
let registry: Registry;

beforeEach(async () => {
  [kimi, glm] = await Promise.all([startKimiSimulator(), startGlmSimulator()]);
  registry = createRegistry({
    env: {},
    envFile: false,
    configFile: false,
    overrides: {
      retry: { attempts: 2, backoffBaseMs: 1, backoffMaxMs: 5 },
      routing: { onStreamBreak: 'continue' },
      providers: {
        kimi: { baseUrl: kimi.baseUrl, apiKeys: ['sk-kimi-key-0123456789abcdef'] },
        glm: { baseUrl: glm.baseUrl, apiKeys: ['0123456789abcdef0123456789abcdef.SecretPartOfTheKey'] },
      },
    },
  });
});

afterEach(async () => {
  await registry.close();
  await Promise.all([kimi.close(), glm.close()]);
});

const ask = (content: string, more: Partial<ChatRequest> = {}): ChatRequest => ({
  model: 'kimi-k2.6',
  messages: [{ role: 'user', content }],
  ...more,
});

const withoutThinking = { thinking: { type: 'disabled' } } as const;

async function read(
  request: ChatRequest,
  options?: CallOptions,
): Promise<{ readonly text: string; readonly reasoning: string; readonly report: RouteReport }> {
  const stream = await registry.stream(request, options);
  let text = '';
  let reasoning = '';
  for await (const { choices } of stream) {
    text += choices[0]?.delta.content ?? '';
    reasoning += choices[0]?.delta.reasoning_content ?? '';
  }
  return { text, reasoning, report: await stream.finished };
}

describe('a stream that is continued', () => {
  it.each([1, 2, 3, 7, 20])(
    'on Kimi, cut after %i parts, is to the character what it would have been',
    async (afterContentChunks) => {
      const request = ask('Write 60 words about “naïve” rivers 🌊 – in Österreich.', withoutThinking);
      const whole = await read(request);
      kimi.script({ kind: 'cut', afterContentChunks, ending: 'end' });
      const { text, reasoning, report } = await read(request);
      expect(text).toBe(whole.text);
      expect(reasoning).toBe(whole.reasoning);
      expect(report.continuations).toBe(1);
      expect(report.attempts.map(({ outcome }) => outcome)).toEqual(['stream_truncated', 'success']);
      const [first, second] = report.attempts;
      expect(report.usage.outputTokens).toBe(
        (first?.usage?.outputTokens ?? 0) + (second?.usage?.outputTokens ?? 0),
      );
      expect(report.costUsd).toBeCloseTo((first?.costUsd ?? 0) + (second?.costUsd ?? 0), 12);
    },
  );

  it('goes on from the text and with the reasoning that there were, in Kimi’s partial mode', async () => {
    kimi.script({ kind: 'cut', afterContentChunks: 20, ending: 'end' });
    await read(ask('Write 60 words about rivers.'));
    const sent = kimi.requests[1]?.body as { messages: { role: string }[] } | undefined;
    expect(sent?.messages.at(-1)).toEqual({
      role: 'assistant',
      content: expect.any(String) as string,
      reasoning_content: expect.any(String) as string,
      partial: true,
    });
  });

  it('survives cuts again and again, as far as attempts go', async () => {
    const request = ask('Write 80 words about rivers.', withoutThinking);
    const whole = await read(request);
    kimi.script({ kind: 'cut', afterContentChunks: 4, ending: 'reset', times: 2 });
    const { text, report } = await read(request, { allowFallback: true });
    expect(report.continuations).toBe(2);
    // Two tries on one target, then another model, which goes on with words of its own.
    expect(text.startsWith(whole.text.slice(0, 20))).toBe(true);
    expect(new Set(report.attempts.map(({ target }) => target)).size).toBe(2);
    expect(report.attempts.every(({ provider }) => provider === 'kimi')).toBe(true);
  });

  it('is not continued on GLM, which cannot: it ends with its error', async () => {
    glm.script({ kind: 'cut', afterContentChunks: 3, ending: 'end' });
    await expect(read(ask('Tell me of rivers.', { model: 'glm-4.7' }))).rejects.toMatchObject({
      code: 'stream_truncated',
    });
    expect(glm.requests).toHaveLength(1);
  });

  it('goes from GLM to a Kimi model when another may answer', async () => {
    glm.script({ kind: 'cut', afterContentChunks: 3, ending: 'end' });
    const { text, report } = await read(ask('Tell me of rivers.', { model: 'glm-4.7', ...withoutThinking }), {
      allowFallback: true,
    });
    expect(report).toMatchObject({ provider: 'kimi', continuations: 1, fallback: true });
    expect(text.length).toBeGreaterThan(20);
  });
});
