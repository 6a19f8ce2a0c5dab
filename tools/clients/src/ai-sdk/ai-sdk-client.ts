import {
  APICallError,
  generateText,
  isStepCount,
  jsonSchema,
  Output,
  streamText,
  tool,
  type LanguageModel,
  type ModelMessage,
} from 'ai';
import { z } from 'zod';
import type { AgentAsk, Answer, Ask, ClientUnderTest } from '../client-under-test.js';

/** What differs between the AI SDK's providers. */
export interface AiSdkProvider {
  model(ask: Pick<Ask, 'model' | 'apiKey' | 'reg'>): LanguageModel;
  /** What it is told with each call, if anything. */
  providerOptions?(ask: Pick<Ask, 'reg'>): object;
  readonly overloadedStatus?: number;
}

type Settings = Parameters<typeof generateText>[0];

const point = z.object({ x: z.number(), y: z.number() });
const cityInput = jsonSchema<{ city: string }>({
  type: 'object',
  properties: { city: { type: 'string' } },
  required: ['city'],
});

/** The package `ai` over one of its providers. */
export function createAiSdkClient(provider: AiSdkProvider): ClientUnderTest {
  // Their place to be seen is the result; on the console they only drown what failed.
  Object.assign(globalThis, { AI_SDK_LOG_WARNINGS: false });
  const settingsOf = (ask: Omit<Ask, 'prompt'>) => ({
    model: provider.model(ask),
    maxRetries: ask.maxRetries ?? 0,
    ...(ask.signal === undefined ? {} : { abortSignal: ask.signal }),
    ...(provider.providerOptions === undefined
      ? {}
      : { providerOptions: provider.providerOptions(ask) as NonNullable<Settings['providerOptions']> }),
  });

  return {
    async chat(ask) {
      const { text, usage } = await generateText({ ...settingsOf(ask), messages: messagesOf(ask) });
      return answerOf(text, usage);
    },
    async stream(ask, onText) {
      const result = streamText({ ...settingsOf(ask), messages: messagesOf(ask), onError: () => undefined });
      await readParts(result, ask, onText);
      return answerOf(await result.text, await result.usage);
    },
    async runAgent(ask) {
      const messages: ModelMessage[] = [];
      const texts: string[] = [];
      for (const prompt of ask.prompts) {
        messages.push({ role: 'user', content: prompt });
        const { text, added } = await runTurn({ ...settingsOf(ask), messages }, ask);
        messages.push(...added);
        texts.push(text);
      }
      return texts;
    },
    async readPoint(ask) {
      const output = Output.object({ schema: point });
      return (await generateText({ ...settingsOf(ask), messages: messagesOf(ask), output })).output;
    },
    describeError(error) {
      const { name, message } = error instanceof Error ? error : new Error(String(error));
      return { name, message, status: APICallError.isInstance(error) ? error.statusCode : undefined };
    },
    obeysShouldRetry: false,
    ...(provider.overloadedStatus === undefined ? {} : { overloadedStatus: provider.overloadedStatus }),
    errorNames: {
      'wrong client key': 'AI_APICallError',
      'unknown model': 'AI_APICallError',
      'bad request': 'AI_APICallError',
      'forbidden model': 'AI_APICallError',
      'overloaded vendor': 'AI_APICallError',
      'rate of the vendor': 'AI_APICallError',
      'failing vendor': 'AI_APICallError',
      'silent vendor': 'AI_APICallError',
      'no usable provider': 'AI_APICallError',
      abort: 'AbortError',
      'broken stream': 'AI_StreamProviderError',
    },
  };
}

type TurnSettings = Pick<Settings, 'model' | 'maxRetries' | 'abortSignal' | 'providerOptions'> & {
  messages: ModelMessage[];
};

async function runTurn(settings: TurnSettings, ask: AgentAsk) {
  const get_weather = tool({
    description: 'The weather of a city.',
    inputSchema: cityInput,
    execute: (input) => ask.getWeather(input),
  });
  const loop = { ...settings, tools: { get_weather }, stopWhen: isStepCount(5) };
  if (!ask.stream) {
    const { text, steps } = await generateText(loop);
    return { text, added: steps.flatMap(({ response }) => response.messages) };
  }
  const result = streamText({ ...loop, onError: () => undefined });
  await readParts(result, ask);
  const steps = await result.steps;
  return { text: await result.text, added: steps.flatMap(({ response }) => response.messages) };
}

/** Reads to the end. The AI SDK tells errors and aborts as parts; whoever reads on as if nothing were gets half. */
async function readParts(
  { fullStream }: Pick<ReturnType<typeof streamText>, 'fullStream'>,
  { signal }: Pick<Ask, 'signal'>,
  onText?: (text: string) => void,
): Promise<void> {
  for await (const part of fullStream) {
    if (part.type === 'error') throw part.error;
    if (part.type === 'abort') throw signal?.reason;
    if (part.type === 'text-delta') onText?.(part.text);
  }
}

function messagesOf({ prompt, picture }: Ask): ModelMessage[] {
  const text = { type: 'text' as const, text: prompt };
  return picture === undefined
    ? [{ role: 'user', content: prompt }]
    : [{ role: 'user', content: [text, { type: 'file', mediaType: 'image/png', data: picture }] }];
}

function answerOf(text: string, usage: Pick<Answer, 'inputTokens' | 'outputTokens'>): Answer {
  return { text, inputTokens: usage.inputTokens, outputTokens: usage.outputTokens };
}
