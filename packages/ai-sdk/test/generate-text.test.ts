import {
  defaultSettingsMiddleware,
  generateText,
  isStepCount,
  jsonSchema,
  NoObjectGeneratedError,
  Output,
  tool,
  wrapLanguageModel,
} from 'ai';
import { z } from 'zod';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { regMetadata } from '../src/index.js';
import { startSimulatedReg, type SimulatedReg } from './simulated-reg.js';

const pixel =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

let simulated: SimulatedReg;

beforeAll(async () => {
  simulated = await startSimulatedReg();
});
afterEach(() => simulated.reset());
afterAll(() => simulated[Symbol.asyncDispose]());

const bodies = (vendor: 'kimi' | 'glm') =>
  simulated[vendor].requests.map(({ body }) => body as Record<string, unknown>);

describe('generateText', () => {
  it.each(['kimi-k2.6', 'kimi/kimi-k3', 'glm-4.7-flash', 'auto', 'auto:fast_response'] as const)(
    'answers with %s',
    async (name) => {
      const { reg } = simulated;
      const result = await generateText({ model: reg(name), prompt: 'What is a circuit breaker?' });
      expect(result.text).toContain('What is a circuit breaker?');
      expect(result.finishReason).toBe('stop');
      expect(result.rawFinishReason).toBe('stop');
      expect(result.response.modelId).toBe(regMetadata(result.providerMetadata)?.model);
      expect(result.response.id).toMatch(/\S/);
      expect(Date.now() - result.response.timestamp.getTime()).toBeLessThan(60_000);
    },
  );

  it('tells what it thought, and what it used of both', async () => {
    const { reg } = simulated;
    const result = await generateText({ model: reg('kimi-k3'), prompt: 'Why is the sea salt?' });
    expect(result.reasoningText).toContain('Why is the sea salt?');
    const { inputTokens, outputTokens, outputTokenDetails, inputTokenDetails } = result.usage;
    expect(outputTokenDetails.reasoningTokens).toBeGreaterThan(0);
    expect(outputTokenDetails.textTokens).toBe(
      (outputTokens ?? 0) - (outputTokenDetails.reasoningTokens ?? 0),
    );
    expect(inputTokenDetails.noCacheTokens).toBe(
      (inputTokens ?? 0) - (inputTokenDetails.cacheReadTokens ?? 0),
    );
    expect(result.usage.raw).toMatchObject({ prompt_tokens: inputTokens });
  });

  it('tells which tokens came from the cache', async () => {
    const { reg } = simulated;
    const instructions = 'The lighthouse keeper writes down every ship that passes. '.repeat(200);
    await generateText({ model: reg('kimi-k2.6'), instructions, prompt: 'How many?' });
    const { usage } = await generateText({ model: reg('kimi-k2.6'), instructions, prompt: 'Which?' });
    expect(usage.inputTokenDetails.cacheReadTokens).toBeGreaterThan(100);
    expect(usage.inputTokenDetails.cacheReadTokens).toBeLessThan(usage.inputTokens ?? 0);
  });

  it('tells how the answer came about', async () => {
    const { reg, kimi, registry } = simulated;
    kimi.script({ kind: 'status', status: 503, body: {}, times: 'always' });
    const result = await generateText({
      model: reg('kimi-k2.6'),
      prompt: 'hello',
      providerOptions: { reg: { allowFallback: true, requestId: 'call-7' } },
    });
    const metadata = regMetadata(result.providerMetadata);
    expect(metadata).toMatchObject({
      requestedModel: 'kimi-k2.6',
      provider: 'glm',
      fallback: true,
      costUsd: expect.any(Number),
      overheadMs: expect.any(Number),
    });
    expect(metadata?.decisionId).toMatch(/\S/);
    expect(metadata?.attempts.map(({ outcome, provider }) => `${provider} ${outcome}`)).toEqual([
      'kimi server_error',
      'kimi server_error',
      'glm success',
    ]);
    expect(JSON.parse(JSON.stringify(metadata))).toEqual(metadata);
    expect(registry.getTelemetry().models.length).toBeGreaterThan(1);
  });

  it('keeps the guarantees that were asked for', async () => {
    const { reg, registry, kimi, glm } = simulated;
    const { providerMetadata } = await generateText({
      model: reg('auto'),
      prompt: 'hello',
      providerOptions: { reg: { freeOnly: true, seed: 7, category: 'fast_response' } },
    });
    const metadata = regMetadata(providerMetadata);
    const target = `${metadata?.provider}/${metadata?.model}`;
    expect(registry.listAvailableModels().find((row) => row.target === target)?.descriptor.free).toBe(true);
    expect(metadata?.costUsd).toBe(0);
    expect([kimi.requests.length, glm.requests.length]).toEqual([0, 1]);
  });

  it('asks a second vendor beside a slow first one, if that was asked for', async () => {
    const { reg, kimi } = simulated;
    kimi.script({ kind: 'latency', ms: 5_000, times: 'always' });
    const { text, providerMetadata } = await generateText({
      model: reg('kimi-k2.6'),
      prompt: 'hello',
      providerOptions: { reg: { allowFallback: true, hedge: { afterMs: 20 } } },
    });
    expect(text).toContain('hello');
    expect(regMetadata(providerMetadata)).toMatchObject({ hedged: true, provider: 'glm' });
    await expect.poll(() => kimi.requests.at(-1)?.aborted).toBe(true);
  });

  it('works behind the middleware of the AI SDK', async () => {
    const { reg } = simulated;
    const middleware = defaultSettingsMiddleware({ settings: { maxOutputTokens: 900 } });
    const model = wrapLanguageModel({ model: reg('glm-4.7'), middleware });
    const { text } = await generateText({ model, prompt: 'hello' });
    expect(text).toContain('hello');
    expect(bodies('glm').at(-1)).toMatchObject({ max_tokens: 900 });
  });

  it('sends the settings that a model takes and warns of those that it cannot', async () => {
    const { reg } = simulated;
    const settings = {
      prompt: 'hello',
      maxOutputTokens: 400,
      temperature: 0.3,
      topP: 0.5,
      topK: 40,
      seed: 7,
      presencePenalty: 0.5,
      stopSequences: ['THE END'],
    };
    const glm = await generateText({ model: reg('glm-4.7'), ...settings });
    expect(bodies('glm').at(-1)).toMatchObject({
      max_tokens: 400,
      temperature: 0.3,
      top_p: 0.5,
      stop: ['THE END'],
    });
    expect(glm.warnings).toEqual(
      expect.arrayContaining([
        { type: 'unsupported', feature: 'topK', details: 'glm/glm-4.7: GLM has no top_k' },
        expect.objectContaining({ type: 'unsupported', feature: 'presencePenalty' }),
      ]),
    );
    const kimi = await generateText({ model: reg('kimi-k2.6'), ...settings });
    const features = (kimi.warnings ?? []).map((warning) => ('feature' in warning ? warning.feature : ''));
    expect(features.sort()).toEqual(['presencePenalty', 'seed', 'temperature', 'topK', 'topP']);
    expect(bodies('kimi').at(-1)).not.toHaveProperty('temperature');
  });

  it('asks for as much thinking as it is told', async () => {
    const { reg } = simulated;
    await generateText({ model: reg('kimi-k2.6'), prompt: 'hello', reasoning: 'none' });
    expect(bodies('kimi').at(-1)).toMatchObject({ thinking: { type: 'disabled' } });
    await generateText({ model: reg('kimi-k3'), prompt: 'hello', reasoning: 'low' });
    expect(bodies('kimi').at(-1)).toMatchObject({ reasoning_effort: 'low' });
  });

  it('puts fields of the wire on the request, its messages and its parts', async () => {
    const { reg } = simulated;
    await generateText({
      model: reg('kimi-k2.6'),
      messages: [
        { role: 'user', content: 'Tell me a story.', providerOptions: { reg: { name: 'ada' } } },
        {
          role: 'assistant',
          content: 'Once upon',
          providerOptions: { reg: { partial: true }, other: { ignored: true } },
        },
      ],
      providerOptions: { reg: { body: { prompt_cache_key: 'stories' } } },
    });
    expect(bodies('kimi').at(-1)).toMatchObject({
      prompt_cache_key: 'stories',
      messages: [
        { role: 'user', name: 'ada' },
        { role: 'assistant', content: 'Once upon', partial: true },
      ],
    });
    expect(JSON.stringify(bodies('kimi').at(-1))).not.toContain('ignored');
  });
});

describe('pictures', () => {
  it.each([
    ['base64 of a kind that its bytes tell', { mediaType: 'image', data: pixel }],
    ['bytes', { mediaType: 'image/png', data: Buffer.from(pixel, 'base64') }],
    ['a data: URL', { mediaType: 'image/*', data: `data:image/png;base64,${pixel}` }],
  ])('reach the model as %s', async (_form, file) => {
    const { reg, kimi } = simulated;
    const { text } = await generateText({
      model: reg('kimi-k2.6'),
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'What is this?' },
            { type: 'file', ...file },
          ],
        },
      ],
    });
    expect(text).toContain('I was given an image of type image/png, 70 bytes');
    expect(kimi.requests).toHaveLength(1);
  });

  it('go to a vendor that fetches for itself as their address', async () => {
    const { reg } = simulated;
    const url = 'https://pictures.example/sea.png';
    await generateText({
      model: reg('glm-4.6v'),
      messages: [{ role: 'user', content: [{ type: 'file', mediaType: 'image', data: new URL(url) }] }],
    });
    expect(JSON.stringify(bodies('glm').at(-1))).toContain(url);
  });

  it('that were uploaded to Kimi go there by their id', () => {
    const { reg } = simulated;
    expect(reg('kimi-k2.6').supportedUrls).toEqual({ 'image/*': [/^ms:\/\//], 'video/*': [/^ms:\/\//] });
    expect(reg('auto').supportedUrls).toEqual(reg('kimi-k2.6').supportedUrls);
  });
});

describe('tools', () => {
  const weather = () => {
    const execute = vi.fn(({ city }: { city: string }) => `It is sunny in ${city}.`);
    const inputSchema = jsonSchema<{ city: string }>({
      type: 'object',
      properties: { city: { type: 'string' } },
      required: ['city'],
    });
    return { execute, get_weather: tool({ description: 'The weather of a city.', inputSchema, execute }) };
  };

  it.each(['kimi-k2.6', 'kimi-k3', 'glm-4.7'] as const)(
    'are called by %s until it has its answer',
    async (name) => {
      const { reg } = simulated;
      const { execute, get_weather } = weather();
      const result = await generateText({
        model: reg(name),
        prompt: 'Use get_weather for Lisbon',
        tools: { get_weather },
        stopWhen: isStepCount(4),
      });
      expect(execute).toHaveBeenCalledTimes(1);
      expect(result.steps.map(({ finishReason }) => finishReason)).toEqual(['tool-calls', 'stop']);
      expect(result.text).toContain('It is sunny in');
      const replayed = bodies(name === 'glm-4.7' ? 'glm' : 'kimi').at(-1) as { messages: object[] };
      expect(replayed.messages.map((message) => (message as { role: string }).role)).toEqual([
        'user',
        'assistant',
        'tool',
      ]);
      const thought = result.steps[0]?.reasoningText;
      if (thought !== undefined) expect(replayed.messages[1]).toMatchObject({ reasoning_content: thought });
    },
  );

  it('are answered by another vendor when the first fails in the middle of the loop', async () => {
    const { reg, kimi } = simulated;
    const { execute, get_weather } = weather();
    kimi.script({ kind: 'status', status: 500, body: {}, times: 'always', when: { attempt: 2 } });
    kimi.script({ kind: 'status', status: 500, body: {}, times: 'always', when: { attempt: 3 } });
    const result = await generateText({
      model: reg('kimi-k2.6'),
      prompt: 'Use get_weather for Lisbon',
      tools: { get_weather },
      stopWhen: isStepCount(4),
      providerOptions: { reg: { allowFallback: true } },
    });
    expect(execute).toHaveBeenCalledTimes(1);
    expect(result.text).toContain('It is sunny in');
    expect(result.steps.map((step) => regMetadata(step.providerMetadata)?.provider)).toEqual(['kimi', 'glm']);
  });

  it('are chosen as the caller says', async () => {
    const { reg } = simulated;
    const { get_weather } = weather();
    const ask = (toolChoice: 'none' | 'required' | { type: 'tool'; toolName: 'get_weather' }) =>
      generateText({
        model: reg('kimi-k3'),
        prompt: 'Use get_weather for Rome',
        tools: { get_weather },
        toolChoice,
      });
    expect((await ask('none')).toolCalls).toEqual([]);
    expect((await ask('required')).toolCalls).toMatchObject([{ toolName: 'get_weather' }]);
    const named = await generateText({
      model: reg('kimi-k2.6'),
      prompt: 'hello',
      tools: { get_weather },
      toolChoice: { type: 'tool', toolName: 'get_weather' },
    });
    expect(named.toolCalls).toMatchObject([{ toolName: 'get_weather' }]);
    expect(bodies('kimi').map((body) => body['tool_choice'])).toEqual([
      'none',
      'required',
      { type: 'function', function: { name: 'get_weather' } },
    ]);
  });

  it('of another provider are left out with a warning', async () => {
    const { reg } = simulated;
    const search = tool({
      type: 'provider',
      id: 'openai.web_search',
      args: {},
      isProviderExecuted: true,
      supportsDeferredResults: false,
    } as never);
    const { warnings } = await generateText({ model: reg('kimi-k2.6'), prompt: 'hi', tools: { search } });
    expect(warnings).toContainEqual(
      expect.objectContaining({ feature: 'provider-defined tool openai.web_search' }),
    );
  });
});

describe('structured output', () => {
  const point = z.object({ x: z.number(), y: z.number() });

  it('is asked for by its schema and comes as an object', async () => {
    const { reg } = simulated;
    const { output } = await generateText({
      model: reg('auto'),
      prompt: 'A point',
      output: Output.object({ schema: point, name: 'point' }),
    });
    expect(point.parse(output)).toEqual(output);
    expect(bodies('kimi').at(-1)).toMatchObject({
      response_format: { type: 'json_schema', json_schema: { name: 'point', strict: true } },
    });
  });

  it('is asked for in the prompt of a model that knows no schema, and checked all the same', async () => {
    const { reg } = simulated;
    const asking = generateText({
      model: reg('glm-4.7'),
      instructions: 'Be brief.',
      prompt: 'A point',
      output: Output.object({ schema: point }),
    });
    // The simulated model does not read the prompt so closely.
    await expect(asking).rejects.toThrow(NoObjectGeneratedError);
    const body = bodies('glm').at(-1) as { readonly messages: readonly { readonly content: string }[] };
    expect(body).toMatchObject({ response_format: { type: 'json_object' } });
    expect(body.messages.map(({ content }) => content)).toEqual([
      'Be brief.',
      expect.stringContaining('"y":{"type":"number"}'),
      'A point',
    ]);
  });

  it('without a schema is a JSON object', async () => {
    const { reg } = simulated;
    const { output } = await generateText({
      model: reg('glm-4.7'),
      prompt: 'Some JSON',
      output: Output.json(),
    });
    expect(output).toMatchObject({ simulated: true });
    expect(bodies('glm').at(-1)).toMatchObject({ response_format: { type: 'json_object' } });
  });
});
