import type { LanguageModelV4StreamPart } from '@ai-sdk/provider';
import { kimiErrors } from '@reg/testkit';
import {
  APICallError,
  isStepCount,
  jsonSchema,
  Output,
  streamText,
  tool,
  type TextStreamPart,
  type ToolSet,
} from 'ai';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { regMetadata } from '../src/index.js';
import { startSimulatedReg, type SimulatedReg } from './simulated-reg.js';

let simulated: SimulatedReg;

beforeAll(async () => {
  simulated = await startSimulatedReg();
});
afterEach(() => simulated.reset());
afterAll(() => simulated[Symbol.asyncDispose]());

type Part = TextStreamPart<ToolSet>;

async function partsOf(result: { readonly fullStream: AsyncIterable<Part> }): Promise<Part[]> {
  const parts: Part[] = [];
  for await (const part of result.fullStream) parts.push(part);
  return parts;
}

const textIn = (parts: readonly Part[]): string =>
  parts.map((part) => (part.type === 'text-delta' ? part.text : '')).join('');
const errorsIn = (parts: readonly Part[]): unknown[] =>
  parts.flatMap((part) => (part.type === 'error' ? [part.error] : []));
/** The AI SDK prints errors of streams unless it is told not to. */
const quiet = { onError: () => undefined };

const get_weather = () => {
  const execute = vi.fn(({ city }: { city: string }) => `It is sunny in ${city}.`);
  const inputSchema = jsonSchema<{ city: string }>({
    type: 'object',
    properties: { city: { type: 'string' } },
    required: ['city'],
  });
  return { execute, tools: { get_weather: tool({ inputSchema, execute }) } };
};

describe('streamText', () => {
  it.each(['kimi-k3', 'glm-4.7-flash'] as const)('brings thoughts, then text, from %s', async (name) => {
    const { reg } = simulated;
    const result = streamText({ model: reg(name), prompt: 'Write 40 words about tides' });
    const parts = await partsOf(result);
    expect(textIn(parts).split(/\s+/)).toHaveLength(40);
    const kinds = parts.map(({ type }) => type).filter((type, at, all) => type !== all[at - 1]);
    expect(kinds).toEqual([
      ...['start', 'start-step'],
      ...['reasoning-start', 'reasoning-delta', 'reasoning-end'],
      ...['text-start', 'text-delta', 'text-end'],
      ...['finish-step', 'finish'],
    ]);
    expect(await result.finishReason).toBe('stop');
    expect((await result.usage).outputTokens).toBeGreaterThan(0);
    expect((await result.response).modelId).toBe(name);
    expect(regMetadata(await result.providerMetadata)).toMatchObject({
      model: name,
      attempts: [{ outcome: 'success' }],
      costUsd: expect.any(Number),
    });
  });

  it('fails over unseen until the first content', async () => {
    const { reg, kimi } = simulated;
    kimi.script({ kind: 'preamble_then_error', error: kimiErrors['engineOverloaded']!, times: 'always' });
    const result = streamText({
      model: reg('kimi-k2.6'),
      prompt: 'hello',
      providerOptions: { reg: { allowFallback: true } },
    });
    const parts = await partsOf(result);
    expect(errorsIn(parts)).toEqual([]);
    expect(textIn(parts)).toContain('hello');
    expect(regMetadata(await result.providerMetadata)).toMatchObject({ provider: 'glm', fallback: true });
  });

  it.each(['end', 'close', 'reset'] as const)(
    'ends with an error when the vendor’s stream is cut (%s)',
    async (ending) => {
      const { reg, kimi } = simulated;
      kimi.script({ kind: 'cut', afterContentChunks: 3, ending });
      const result = streamText({
        model: reg('kimi-k2.6'),
        prompt: 'Write 50 words',
        maxRetries: 2,
        ...quiet,
      });
      const parts = await partsOf(result);
      const [error, ...more] = errorsIn(parts);
      expect(more).toEqual([]);
      expect(APICallError.isInstance(error)).toBe(true);
      expect(error).toMatchObject({ isRetryable: false });
      expect(['stream_truncated', 'connection']).toContain((error as { data: { code: string } }).data.code);
      expect(await result.finishReason).toBe('error');
      expect(parts.at(-1)).toMatchObject({ type: 'finish', finishReason: 'error' });
      const metadata = regMetadata(await result.providerMetadata);
      expect(metadata?.attempts).toHaveLength(1);
      expect(metadata?.costUsd).toBeGreaterThan(0);
      expect(kimi.requests).toHaveLength(1);
    },
  );

  it('never makes a tool call of which it got only a part', async () => {
    const { reg, kimi } = simulated;
    const { execute, tools } = get_weather();
    kimi.script({ kind: 'cut_in_tool_call' });
    const result = streamText({
      model: reg('kimi-k2.6'),
      prompt: 'Use get_weather for Oslo',
      tools,
      ...quiet,
    });
    const parts = await partsOf(result);
    expect(errorsIn(parts)).toMatchObject([{ data: { code: 'stream_truncated' } }]);
    expect(parts.filter(({ type }) => type === 'tool-call' || type === 'tool-input-end')).toEqual([]);
    expect(execute).not.toHaveBeenCalled();
  });

  it('goes on where the answer broke, if that was asked for', async () => {
    const { reg, kimi } = simulated;
    kimi.script({ kind: 'cut', afterContentChunks: 6 });
    const result = streamText({
      model: reg('kimi-k2.6'),
      prompt: 'Write 50 words',
      providerOptions: { reg: { onStreamBreak: 'continue', body: { thinking: { type: 'disabled' } } } },
    });
    const parts = await partsOf(result);
    expect(errorsIn(parts)).toEqual([]);
    expect(textIn(parts).split(/\s+/)).toHaveLength(50);
    expect(regMetadata(await result.providerMetadata)).toMatchObject({ continuations: 1 });
  });

  it('runs a tool loop over a vendor that fails at the second turn', async () => {
    const { reg, kimi } = simulated;
    const { execute, tools } = get_weather();
    kimi.script({ kind: 'status', status: 502, body: {}, times: 'always', when: { attempt: 2 } });
    const result = streamText({
      model: reg('kimi-k2.6'),
      prompt: 'Use get_weather for Oslo',
      tools,
      stopWhen: isStepCount(4),
    });
    const parts = await partsOf(result);
    expect(errorsIn(parts)).toEqual([]);
    expect(execute).toHaveBeenCalledTimes(1);
    expect(textIn(parts)).toContain('It is sunny in');
    const input = parts.map((part) => (part.type === 'tool-input-delta' ? part.delta : '')).join('');
    expect(JSON.parse(input)).toEqual(execute.mock.calls[0]?.[0]);
    const steps = await result.steps;
    expect(steps.map((step) => regMetadata(step.providerMetadata)?.attempts.length)).toEqual([1, 2]);
  });

  it('streams an object', async () => {
    const { reg } = simulated;
    const schema = z.object({ city: z.string(), people: z.number() });
    const result = streamText({
      model: reg('kimi-k2.6'),
      prompt: 'A city',
      output: Output.object({ schema }),
    });
    await partsOf(result);
    expect(schema.parse(await result.output)).toEqual(await result.output);
  });

  it('aborts at the vendor when the caller aborts', async () => {
    const { reg, kimi } = simulated;
    kimi.script({ kind: 'slow_chunks', ms: 100, times: 'always' });
    const controller = new AbortController();
    const result = streamText({
      model: reg('kimi-k2.6'),
      prompt: 'Write 500 words about patience',
      abortSignal: controller.signal,
    });
    const kinds: string[] = [];
    for await (const { type } of result.fullStream) {
      kinds.push(type);
      if (type === 'text-delta' || type === 'reasoning-delta') controller.abort();
    }
    expect(kinds.at(-1)).toBe('abort');
    await expect.poll(() => kimi.requests.at(-1)?.aborted).toBe(true);
  });

  it('ends the request at the vendor when the reader leaves', async () => {
    const { reg, kimi } = simulated;
    kimi.script({ kind: 'slow_chunks', ms: 100, times: 'always' });
    const { stream } = await reg('kimi-k2.6').doStream({
      prompt: [{ role: 'user', content: [{ type: 'text', text: 'Write 500 words' }] }],
    });
    const reader = stream.getReader();
    await reader.read();
    await reader.cancel();
    await expect.poll(() => kimi.requests.at(-1)?.aborted).toBe(true);
  });

  it('tells warnings at the start, and raw chunks if asked', async () => {
    const { reg } = simulated;
    const { stream } = await reg('kimi-k2.6').doStream({
      prompt: [{ role: 'user', content: [{ type: 'text', text: 'hi' }] }],
      temperature: 0.2,
      includeRawChunks: true,
    });
    const parts: LanguageModelV4StreamPart[] = [];
    for await (const part of stream) parts.push(part);
    expect(parts[0]).toMatchObject({ type: 'stream-start', warnings: [{ feature: 'temperature' }] });
    expect(parts[1]).toMatchObject({ type: 'raw', rawValue: { object: 'chat.completion.chunk' } });
    expect(parts.at(-1)).toMatchObject({ type: 'finish', finishReason: { unified: 'stop', raw: 'stop' } });
  });
});
