/** How a target is asked: one of the dialects in which a chat is written, and how a stream of it ends. */
export interface BenchDialect {
  readonly path: string;
  readonly wholeBody: string;
  readonly streamBody: string;
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

export const chatCompletions: BenchDialect = {
  path: '/v1/chat/completions',
  ...bodiesOf({ messages: [{ role: 'system', content: system }, ...turns], max_tokens: 256 }),
  lastWords: '[DONE]',
};

export const anthropicMessages: BenchDialect = {
  path: '/v1/messages',
  ...bodiesOf({ system, messages: turns, max_tokens: 256 }),
  lastWords: 'message_stop',
};

export const openaiResponses: BenchDialect = {
  path: '/v1/responses',
  ...bodiesOf({ instructions: system, input: turns, max_output_tokens: 256, store: false }),
  lastWords: 'response.completed',
};
