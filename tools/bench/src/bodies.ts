/** How a target is asked: one of the dialects in which a chat is written, and how a stream of it ends. */
export interface BenchDialect {
  readonly path: string;
  readonly wholeBody: string;
  /** A whole answer to an agent: a long history, and its tools. */
  readonly conversationBody: string;
  readonly streamBody: string;
  /** The same question with an image of so many bytes. */
  readonly largeBody: (bytes: number) => string;
  /** What stands in the last bytes of a stream that is whole. */
  readonly lastWords: string;
}

const text = 'Please tell me, in a few short words, what the weather does to the mood of a city. ';
const system = text.repeat(3);
const turns = [
  { role: 'user', content: text.repeat(2) },
  { role: 'assistant', content: text.repeat(3) },
  { role: 'user', content: text },
];

/** What was said before in a conversation that has gone on for a while; some 12 KB. */
const manyTurns = Array.from({ length: 17 }, (_, at) => ({
  role: at % 2 === 0 ? 'user' : 'assistant',
  content: text.repeat(8),
}));

const words = (type: string) => ({ type, description: text });

/** The tools of a coding agent, which it sends with every request: long descriptions, schemas as zod writes them. */
const agentTools = Array.from({ length: 12 }, (_, at) => ({
  name: `tool_${at}`,
  description: text.repeat(24),
  schema: {
    $schema: 'http://json-schema.org/draft-07/schema#',
    type: 'object',
    properties: {
      path: words('string'),
      offset: words('integer'),
      limit: words('integer'),
      recursive: words('boolean'),
      edits: {
        type: 'array',
        items: {
          type: 'object',
          properties: { before: words('string'), after: words('string') },
          required: ['before', 'after'],
          additionalProperties: false,
        },
      },
    },
    required: ['path'],
    additionalProperties: false,
  },
}));

/** Requests with a short history, of about 1 KB, and those of an agent, of some 47 KB. */
function bodiesOf(
  fieldsWith: (history: readonly object[]) => object,
  toolAs: (tool: (typeof agentTools)[number]) => object,
): Pick<BenchDialect, 'wholeBody' | 'conversationBody' | 'streamBody'> {
  const chat = { model: 'kimi-k2.6', ...fieldsWith(turns) };
  return {
    wholeBody: JSON.stringify(chat),
    conversationBody: JSON.stringify({ ...chat, ...fieldsWith(manyTurns), tools: agentTools.map(toolAs) }),
    streamBody: JSON.stringify({ ...chat, stream: true }),
  };
}

function asking(fields: object): string {
  return JSON.stringify({ model: 'kimi-k2.6', ...fields });
}

/** A turn with an image, most of which is nothing in particular. */
function imageIn(bytes: number, partOf: (url: string) => object): object {
  const head = 'iVBORw0KGgoAAAANSUhEUgAA';
  return { role: 'user', content: [partOf(`data:image/png;base64,${head.padEnd(bytes, 'AbCd')}`)] };
}

export const chatCompletions: BenchDialect = {
  path: '/v1/chat/completions',
  ...bodiesOf(
    (history) => ({ messages: [{ role: 'system', content: system }, ...history], max_tokens: 256 }),
    ({ schema: parameters, ...tool }) => ({ type: 'function', function: { ...tool, parameters } }),
  ),
  largeBody: (bytes) =>
    asking({ messages: [imageIn(bytes, (url) => ({ type: 'image_url', image_url: { url } }))] }),
  lastWords: '[DONE]',
};

export const anthropicMessages: BenchDialect = {
  path: '/v1/messages',
  ...bodiesOf(
    (messages) => ({ system, messages, max_tokens: 256 }),
    ({ schema: input_schema, ...tool }) => ({ ...tool, input_schema }),
  ),
  largeBody: (bytes) => {
    const source = (data: string) => ({ type: 'base64', media_type: 'image/png', data });
    const image = imageIn(bytes, (url) => ({
      type: 'image',
      source: source(url.slice(url.indexOf(',') + 1)),
    }));
    return asking({ messages: [image], max_tokens: 256 });
  },
  lastWords: 'message_stop',
};

export const openaiResponses: BenchDialect = {
  path: '/v1/responses',
  ...bodiesOf(
    (input) => ({ instructions: system, input, max_output_tokens: 256, store: false }),
    ({ schema: parameters, ...tool }) => ({ type: 'function', ...tool, parameters }),
  ),
  largeBody: (bytes) =>
    asking({
      input: [imageIn(bytes, (url) => ({ type: 'input_image', image_url: url }))],
      store: false,
    }),
  lastWords: 'response.completed',
};
