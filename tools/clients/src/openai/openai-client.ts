import OpenAI from 'openai';
import { zodResponseFormat } from 'openai/helpers/zod';
import { z } from 'zod';
import type { AgentAsk, Answer, Ask, ClientUnderTest, DaemonAddress } from '../client-under-test.js';

type Messages = OpenAI.ChatCompletionMessageParam[];
type Usage = OpenAI.CompletionUsage | null | undefined;

const point = z.object({ x: z.number(), y: z.number() });

/** The package `openai`. */
export function createOpenAiClient({ url, apiKey }: DaemonAddress): ClientUnderTest {
  const clientFor = (ask: Pick<Ask, 'apiKey' | 'maxRetries'>) =>
    new OpenAI({ baseURL: `${url}/v1`, apiKey: ask.apiKey ?? apiKey, maxRetries: ask.maxRetries ?? 0 });

  return {
    async chat(ask) {
      const { choices, usage } = await clientFor(ask).chat.completions.create(bodyOf(ask), optionsOf(ask));
      return answerOf(choices[0]?.message.content ?? '', usage);
    },
    async stream(ask, onText) {
      const body = { ...bodyOf(ask), stream: true as const, stream_options: { include_usage: true } };
      const stream = await clientFor(ask).chat.completions.create(body, optionsOf(ask));
      let text = '';
      let usage: Usage;
      for await (const chunk of stream) {
        const piece = chunk.choices[0]?.delta.content ?? '';
        text += piece;
        usage = chunk.usage ?? usage;
        if (piece !== '') onText?.(piece);
      }
      // The client ends an aborted stream in silence and leaves it to the caller to know.
      if (ask.signal?.aborted === true) throw new OpenAI.APIUserAbortError();
      return answerOf(text, usage);
    },
    async runAgent(ask) {
      const client = clientFor(ask);
      const messages: Messages = [];
      const texts: string[] = [];
      for (const prompt of ask.prompts) {
        messages.push({ role: 'user', content: prompt });
        const { text, added } = await runTurn(client, ask, messages);
        messages.push(...added);
        texts.push(text);
      }
      return texts;
    },
    async readPoint(ask) {
      const body = { ...bodyOf(ask), response_format: zodResponseFormat(point, 'point') };
      const { choices } = await clientFor(ask).chat.completions.parse(body, optionsOf(ask));
      return point.parse(choices[0]?.message.parsed);
    },
    describeError(error) {
      const { name, message } = error instanceof Error ? error : new Error(String(error));
      const status = error instanceof OpenAI.APIError ? error.status : undefined;
      return { name: error instanceof OpenAI.OpenAIError ? error.constructor.name : name, status, message };
    },
    obeysShouldRetry: true,
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
      abort: 'APIUserAbortError',
      'broken stream': 'APIError',
    },
  };
}

/** One turn by the client's own tool runner. */
async function runTurn(client: OpenAI, ask: AgentAsk, messages: Messages) {
  const body = {
    ...routed(ask),
    messages: [...messages],
    tools: [
      {
        type: 'function' as const,
        function: {
          name: 'get_weather',
          description: 'The weather of a city.',
          parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
          parse: (text: string) => JSON.parse(text) as { city: string },
          function: ask.getWeather,
        },
      },
    ],
  };
  const { completions } = client.chat;
  const runner = ask.stream
    ? completions.runTools({ ...body, stream: true }, optionsOf(ask))
    : completions.runTools(body, optionsOf(ask));
  const text = await runner.finalContent();
  return { text: text ?? '', added: runner.messages.slice(messages.length) };
}

function routed({ model, reg }: Pick<Ask, 'model' | 'reg'>) {
  return { model, ...(reg === undefined ? {} : { reg }) };
}

function bodyOf(ask: Ask) {
  const text = { type: 'text' as const, text: ask.prompt };
  const content =
    ask.picture === undefined
      ? ask.prompt
      : [text, { type: 'image_url' as const, image_url: { url: ask.picture } }];
  return { ...routed(ask), messages: [{ role: 'user' as const, content }] };
}

function optionsOf({ signal }: Pick<Ask, 'signal'>): OpenAI.RequestOptions {
  return signal === undefined ? {} : { signal };
}

function answerOf(text: string, usage: Usage): Answer {
  return { text, inputTokens: usage?.prompt_tokens, outputTokens: usage?.completion_tokens };
}
