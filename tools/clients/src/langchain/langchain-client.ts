import {
  HumanMessage,
  type AIMessage,
  type AIMessageChunk,
  type BaseMessage,
  type ToolMessage,
  type UsageMetadata,
} from '@langchain/core/messages';
import { tool } from '@langchain/core/tools';
import { ChatOpenAI } from '@langchain/openai';
import { APIError } from 'openai';
import { z } from 'zod';
import type { AgentAsk, Answer, Ask, ClientUnderTest, DaemonAddress } from '../client-under-test.js';

const point = z.object({ x: z.number(), y: z.number() });
/** More turns than any question here takes. */
const maxSteps = 5;

/** The package `@langchain/openai`. */
export function createLangchainClient({ url, apiKey }: DaemonAddress): ClientUnderTest {
  const modelFor = (ask: Omit<Ask, 'prompt'>) =>
    new ChatOpenAI({
      model: ask.model,
      apiKey: ask.apiKey ?? apiKey,
      maxRetries: ask.maxRetries ?? 0,
      configuration: { baseURL: `${url}/v1` },
      ...(ask.reg === undefined ? {} : { modelKwargs: { reg: ask.reg } }),
    });

  return {
    async chat(ask) {
      return answerOf(await modelFor(ask).invoke(messagesOf(ask), optionsOf(ask)));
    },
    async stream(ask, onText) {
      return answerOf(await readStream(await modelFor(ask).stream(messagesOf(ask), optionsOf(ask)), onText));
    },
    async runAgent(ask) {
      const model = modelFor(ask);
      const messages: BaseMessage[] = [];
      const texts: string[] = [];
      for (const prompt of ask.prompts) {
        messages.push(new HumanMessage(prompt));
        texts.push(await runTurn(model, ask, messages));
      }
      return texts;
    },
    readPoint: (ask) =>
      modelFor(ask)
        .withStructuredOutput(point, { name: 'point', method: 'jsonSchema' })
        .invoke(messagesOf(ask), optionsOf(ask)),
    describeError(error) {
      const { name, message } = error instanceof Error ? error : new Error(String(error));
      const status = error instanceof APIError ? (error.status as number | undefined) : undefined;
      // LangChain hands on the errors of the package `openai`, and has some of its own.
      return { name: error instanceof APIError ? error.constructor.name : name, message, status };
    },
    obeysShouldRetry: false,
    errorNames: {
      'wrong client key': 'AuthenticationError',
      'unknown model': 'NotFoundError',
      'bad request': 'BadRequestError',
      'forbidden model': 'PermissionDeniedError',
      'overloaded vendor': 'RateLimitError',
      'rate of the vendor': 'RateLimitError',
      'failing vendor': 'InternalServerError',
      'silent vendor': 'InternalServerError',
      'no usable provider': 'InternalServerError',
      abort: 'AbortError',
      'broken stream': 'APIError',
    },
  };
}

/** Asks, runs the tool that is called, and asks again until there is a text. Adds to `messages` what was said. */
async function runTurn(model: ChatOpenAI, ask: AgentAsk, messages: BaseMessage[]): Promise<string> {
  const getWeather = tool((input: { city: string }) => ask.getWeather(input), {
    name: 'get_weather',
    description: 'The weather of a city.',
    schema: z.object({ city: z.string() }),
  });
  const bound = model.bindTools([getWeather]);
  for (let step = 0; step < maxSteps; step += 1) {
    const answer: AIMessage = ask.stream
      ? await readStream(await bound.stream(messages, optionsOf(ask)))
      : await bound.invoke(messages, optionsOf(ask));
    messages.push(answer);
    if (answer.tool_calls === undefined || answer.tool_calls.length === 0) return answer.text;
    for (const call of answer.tool_calls) {
      const said: unknown = await getWeather.invoke({ ...call, type: 'tool_call' });
      messages.push(said as ToolMessage);
    }
  }
  throw new Error('The model does not come to an end.');
}

async function readStream(
  chunks: AsyncIterable<AIMessageChunk>,
  onText?: (text: string) => void,
): Promise<AIMessageChunk> {
  let whole: AIMessageChunk | undefined;
  for await (const chunk of chunks) {
    whole = whole === undefined ? chunk : whole.concat(chunk);
    if (chunk.text !== '') onText?.(chunk.text);
  }
  if (whole === undefined) throw new Error('The stream was empty.');
  return whole;
}

function messagesOf({ prompt, picture }: Ask): BaseMessage[] {
  const text = { type: 'text' as const, text: prompt };
  return [
    picture === undefined
      ? new HumanMessage(prompt)
      : new HumanMessage({ content: [text, { type: 'image_url', image_url: { url: picture } }] }),
  ];
}

function optionsOf({ signal }: Pick<Ask, 'signal'>) {
  return signal === undefined ? {} : { signal };
}

function answerOf(message: {
  readonly text: string;
  readonly usage_metadata?: UsageMetadata | undefined;
}): Answer {
  const { text, usage_metadata: usage } = message;
  return { text, inputTokens: usage?.input_tokens, outputTokens: usage?.output_tokens };
}
