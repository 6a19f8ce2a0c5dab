import Anthropic from '@anthropic-ai/sdk';
import { zodOutputFormat } from '@anthropic-ai/sdk/helpers/zod';
import { z } from 'zod';
import type { AgentAsk, Answer, Ask, ClientUnderTest, DaemonAddress } from '../client-under-test.js';

type Messages = Anthropic.MessageParam[];

const point = z.object({ x: z.number(), y: z.number() });
/** More turns than any question here takes. */
const maxSteps = 5;
const getWeatherTool: Anthropic.Tool = {
  name: 'get_weather',
  description: 'The weather of a city.',
  input_schema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
};

/** The package `@anthropic-ai/sdk`. */
export function createAnthropicClient({ url, apiKey }: DaemonAddress): ClientUnderTest {
  const clientFor = (ask: Pick<Ask, 'apiKey' | 'maxRetries'>) =>
    new Anthropic({ baseURL: url, apiKey: ask.apiKey ?? apiKey, maxRetries: ask.maxRetries ?? 0 });

  return {
    async chat(ask) {
      return answerOf(await clientFor(ask).messages.create(bodyOf(ask), optionsOf(ask)));
    },
    async stream(ask, onText) {
      const stream = clientFor(ask).messages.stream(bodyOf(ask), optionsOf(ask));
      stream.on('text', (piece) => onText?.(piece));
      return answerOf(await stream.finalMessage());
    },
    async runAgent(ask) {
      const client = clientFor(ask);
      const messages: Messages = [];
      const texts: string[] = [];
      for (const prompt of ask.prompts) {
        messages.push({ role: 'user', content: prompt });
        texts.push(await runTurn(client, ask, messages));
      }
      return texts;
    },
    async readPoint(ask) {
      const body = { ...bodyOf(ask), output_config: { format: zodOutputFormat(point) } };
      return point.parse((await clientFor(ask).messages.parse(body, optionsOf(ask))).parsed_output);
    },
    describeError(error) {
      const { name, message } = error instanceof Error ? error : new Error(String(error));
      const status = error instanceof Anthropic.APIError ? (error.status as number | undefined) : undefined;
      return {
        name: error instanceof Anthropic.AnthropicError ? error.constructor.name : name,
        status,
        message,
      };
    },
    obeysShouldRetry: true,
    overloadedStatus: 529,
    errorNames: {
      'wrong client key': 'AuthenticationError',
      'unknown model': 'NotFoundError',
      'bad request': 'BadRequestError',
      'forbidden model': 'PermissionDeniedError',
      'overloaded vendor': 'OverloadedError',
      'rate of the vendor': 'RateLimitError',
      'failing vendor': 'InternalServerError',
      'silent vendor': 'GatewayTimeoutError',
      'no usable provider': 'ServiceUnavailableError',
      abort: 'APIUserAbortError',
      'broken stream': 'APIError',
    },
  };
}

/** Asks, runs the tool that is called, and asks again until there is a text. Adds to `messages` what was said. */
async function runTurn(client: Anthropic, ask: AgentAsk, messages: Messages): Promise<string> {
  for (let step = 0; step < maxSteps; step += 1) {
    const body = { ...routed(ask), max_tokens: 4096, messages, tools: [getWeatherTool] };
    const answer = ask.stream
      ? await client.messages.stream(body, optionsOf(ask)).finalMessage()
      : await client.messages.create(body, optionsOf(ask));
    messages.push({ role: 'assistant', content: answer.content });
    const calls = answer.content.filter((block) => block.type === 'tool_use');
    if (calls.length === 0) return textOf(answer);
    const results = calls.map(({ id, input }) => ({
      type: 'tool_result' as const,
      tool_use_id: id,
      content: ask.getWeather(input as { city: string }),
    }));
    messages.push({ role: 'user', content: results });
  }
  throw new Error(`no answer after ${maxSteps} steps`);
}

function routed({ model, reg }: Pick<Ask, 'model' | 'reg'>) {
  return { model, ...(reg === undefined ? {} : { reg }) };
}

function bodyOf(ask: Ask) {
  const text = { type: 'text' as const, text: ask.prompt };
  const content = ask.picture === undefined ? ask.prompt : [text, imageOf(ask.picture)];
  return { ...routed(ask), max_tokens: 4096, messages: [{ role: 'user' as const, content }] };
}

function imageOf(picture: string) {
  const data = picture.slice(picture.indexOf(',') + 1);
  return {
    type: 'image' as const,
    source: { type: 'base64' as const, media_type: 'image/png' as const, data },
  };
}

function optionsOf({ signal }: Pick<Ask, 'signal'>): Anthropic.RequestOptions {
  return signal === undefined ? {} : { signal };
}

function textOf({ content }: Anthropic.Message): string {
  return content.map((block) => (block.type === 'text' ? block.text : '')).join('');
}

function answerOf(message: Anthropic.Message): Answer {
  const { input_tokens: inputTokens, output_tokens: outputTokens } = message.usage;
  return { text: textOf(message), inputTokens, outputTokens };
}
