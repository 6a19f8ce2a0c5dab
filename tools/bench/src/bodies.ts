/** How a target is asked: one of the dialects in which a chat is written, and how a stream of it ends. */
export interface BenchDialect {
  readonly path: string;
  readonly wholeBody: string;
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

/** A request of about 1 KB, as a chat with a short history sends it. */
function bodiesOf(fields: object): Pick<BenchDialect, 'wholeBody' | 'streamBody'> {
  const chat = { model: 'kimi-k2.6', ...fields };
  return { wholeBody: JSON.stringify(chat), streamBody: JSON.stringify({ ...chat, stream: true }) };
}

/** A turn with an image, most of which is nothing in particular. */
function imageIn(bytes: number, partOf: (url: string) => object): object {
  const head = 'iVBORw0KGgoAAAANSUhEUgAA';
  return { role: 'user', content: [partOf(`data:image/png;base64,${head.padEnd(bytes, 'AbCd')}`)] };
}

export const chatCompletions: BenchDialect = {
  path: '/v1/chat/completions',
  ...bodiesOf({ messages: [{ role: 'system', content: system }, ...turns], max_tokens: 256 }),
  largeBody: (bytes) =>
    bodiesOf({ messages: [imageIn(bytes, (url) => ({ type: 'image_url', image_url: { url } }))] }).wholeBody,
  lastWords: '[DONE]',
};

export const anthropicMessages: BenchDialect = {
  path: '/v1/messages',
  ...bodiesOf({ system, messages: turns, max_tokens: 256 }),
  largeBody: (bytes) => {
    const source = (data: string) => ({ type: 'base64', media_type: 'image/png', data });
    const image = imageIn(bytes, (url) => ({
      type: 'image',
      source: source(url.slice(url.indexOf(',') + 1)),
    }));
    return bodiesOf({ messages: [image], max_tokens: 256 }).wholeBody;
  },
  lastWords: 'message_stop',
};

export const openaiResponses: BenchDialect = {
  path: '/v1/responses',
  ...bodiesOf({ instructions: system, input: turns, max_output_tokens: 256, store: false }),
  largeBody: (bytes) =>
    bodiesOf({
      input: [imageIn(bytes, (url) => ({ type: 'input_image', image_url: url }))],
      store: false,
    }).wholeBody,
  lastWords: 'response.completed',
};
