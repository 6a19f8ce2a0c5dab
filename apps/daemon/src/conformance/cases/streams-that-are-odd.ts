import { answers } from './befallen.js';
import { chunk, events, raw, stop, text, type StreamRow } from './stream-row.js';

const fine: StreamRow['law'] = (vendor) => answers(vendor, { usage: 'right', finish: 'stop' });
const says =
  (words: string): StreamRow['law'] =>
  (vendor) =>
    answers(vendor, { text: words, finish: 'stop' });
const likeIt = says('As you like it.');

const tool = (name: string) => ({
  type: 'function',
  function: {
    name,
    description: `The ${name} of a place.`,
    parameters: { type: 'object', properties: { place: { type: 'string' } }, required: ['place'] },
  },
});
const twoTools = {
  body: {
    tools: [tool('get_weather'), tool('get_tide')],
    messages: [{ role: 'user', content: 'Use get_weather and get_tide for Qingdao.' }],
  },
};
const oldGlm = { models: { glm: ['glm-4.5-flash'] }, only: 'glm' } as const;

/** Right, however it is written: one attempt, the whole text, one finish reason, one `[DONE]`. */
export const oddStreams: readonly StreamRow[] = [
  { name: 'plain', law: fine },
  { name: 'crlf', faults: [{ kind: 'crlf' }], law: fine },
  { name: 'comments', faults: [{ kind: 'comments' }], law: fine },
  { name: 'split-utf8', faults: [{ kind: 'split_utf8' }], law: fine },
  {
    name: 'byte-by-byte',
    faults: [{ kind: 'drip' }],
    question: { body: { max_tokens: 12 } },
    law: (vendor) => answers(vendor, { usage: 'right', finish: 'length' }),
  },
  { name: 'slow-first-token', faults: [{ kind: 'slow_first_token', ms: 120 }], law: fine },
  { name: 'slow-chunks', faults: [{ kind: 'slow_chunks', ms: 10 }], law: fine },
  { name: 'pause-in-the-middle', faults: [{ kind: 'stall', forMs: 120 }], law: fine },
  { name: 'usage-in-the-choice', faults: [{ kind: 'usage', placement: 'choice' }], law: fine },
  { name: 'usage-with-the-finish', faults: [{ kind: 'usage', placement: 'finish' }], law: fine },
  { name: 'usage-in-a-chunk-of-its-own', faults: [{ kind: 'usage', placement: 'extra' }], law: fine },
  {
    name: 'usage-missing',
    faults: [{ kind: 'usage', placement: 'missing' }],
    law: (vendor) => answers(vendor, { finish: 'stop', usage: 'some' }),
    complaints: ['missingUsage'],
  },
  {
    name: 'usage-in-two-places',
    faults: events(
      text('As you like it.'),
      chunk(
        { finish_reason: 'stop' },
        { usage: { prompt_tokens: 7, completion_tokens: 5, total_tokens: 12 } },
      ),
      JSON.stringify({
        id: 'chatcmpl-1',
        choices: [],
        usage: { prompt_tokens: 7, completion_tokens: 5, total_tokens: 12 },
      }),
      '[DONE]',
    ),
    law: likeIt,
  },
  { name: 'reasoning-first', question: { body: { thinking: { type: 'enabled' } } }, law: fine },
  {
    name: 'two-tool-calls',
    question: twoTools,
    law: (vendor) => answers(vendor, { tools: ['get_weather', 'get_tide'], finish: 'tool_calls' }),
  },
  {
    name: 'two-tool-calls-without-index',
    question: twoTools,
    ...oldGlm,
    law: (vendor) => answers(vendor, { tools: ['get_weather', 'get_tide'], finish: 'tool_calls' }),
  },
  { name: 'finish-reason-absent-then-twice', ...oldGlm, law: fine },
  {
    name: 'finish-reason-twice',
    faults: events(text('As you like it.'), stop, stop, '[DONE]'),
    law: likeIt,
  },
  {
    name: 'finish-reason-with-the-last-text',
    faults: events(
      text('As you '),
      chunk({ delta: { content: 'like it.' }, finish_reason: 'stop' }),
      '[DONE]',
    ),
    law: likeIt,
  },
  {
    name: 'no-space-after-the-colon',
    faults: raw(`data:${text('As you like it.')}\n\ndata:${stop}\n\ndata:[DONE]\n\n`),
    law: likeIt,
  },
  {
    name: 'byte-order-mark',
    faults: raw(`\uFEFFdata: ${text('As you like it.')}\n\ndata: ${stop}\n\ndata: [DONE]\n\n`),
    law: likeIt,
  },
  {
    name: 'events-with-names-and-ids',
    faults: raw(
      `event: message\nid: 1\nretry: 100\ndata: ${text('As you like it.')}\n\nid: 2\ndata: ${stop}\n\ndata: [DONE]\n\n`,
    ),
    law: likeIt,
  },
  {
    name: 'data-over-two-lines',
    faults: raw(
      `data: ${text('As you like it.').replace('"choices"', '\ndata: "choices"')}\n\ndata: ${stop}\n\ndata: [DONE]\n\n`,
    ),
    law: likeIt,
  },
  {
    name: 'chunk-without-choices-first',
    faults: events(
      JSON.stringify({ id: 'chatcmpl-1', choices: [] }),
      text('As you like it.'),
      stop,
      '[DONE]',
    ),
    law: likeIt,
  },
  {
    name: 'words-after-done',
    faults: events(text('As you like it.'), stop, '[DONE]', text('And more.'), '[DONE]'),
    law: likeIt,
  },
];
