import { noUsage, type ChatCompletionChunk, type ChunkDelta, type FinishReason } from '@reg/core';
import { describe, expect, it } from 'vitest';
import type { MessageEvent } from './message.js';
import { MessageEvents } from './message-events.js';
import { sealThinking, shownThinkingSignature } from './sealed-thinking.js';
import type { ThinkingDisplay } from './thinking-from-anthropic.js';

function chunkOf(delta: ChunkDelta, finish_reason: FinishReason | null = null): ChatCompletionChunk {
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'kimi-k2.6',
    choices: [{ index: 0, delta, finish_reason }],
  };
}

const usageChunk: ChatCompletionChunk = {
  ...chunkOf({}),
  choices: [],
  usage: {
    prompt_tokens: 9,
    completion_tokens: 4,
    total_tokens: 13,
    prompt_tokens_details: { cached_tokens: 5 },
  },
};

function translator(thinking: ThinkingDisplay): MessageEvents {
  return new MessageEvents({
    view: { thinking, stopSequences: [] },
    estimatedInputTokens: 11,
    refuse: (message) => new RangeError(message),
  });
}

function eventsOf(
  chunks: readonly ChatCompletionChunk[],
  thinking: ThinkingDisplay = 'shown',
): MessageEvent[] {
  const events = translator(thinking);
  return [...chunks.flatMap((chunk) => events.translate(chunk)), ...events.end(noUsage)];
}

/** Each event in a word or two. */
function brief(event: MessageEvent): string {
  switch (event.type) {
    case 'content_block_start':
      return `${event.index} ${event.content_block.type}`;
    case 'content_block_delta':
      return `${event.index} ${JSON.stringify(Object.values(event.delta)[1])}`;
    case 'content_block_stop':
      return `${event.index} stop`;
    case 'message_delta':
      return String(event.delta.stop_reason);
    default:
      return event.type;
  }
}

const start = (index: number, name = 'f') => ({
  index,
  id: `call_${index}`,
  type: 'function',
  function: { name, arguments: '' },
});
const more = (index: number, text: string) => ({ index, function: { arguments: text } });

describe('the events of a stream', () => {
  it.each<[string, ChatCompletionChunk[], ThinkingDisplay, string[]]>([
    [
      'text',
      [
        chunkOf({ role: 'assistant', content: '' }),
        chunkOf({ content: 'a' }),
        chunkOf({ content: 'b' }, 'stop'),
      ],
      'shown',
      ['0 text', '0 "a"', '0 "b"', '0 stop', 'end_turn'],
    ],
    ['nothing', [chunkOf({}, 'length')], 'shown', ['max_tokens']],
    [
      'thinking that is shown, then text',
      [
        chunkOf({ reasoning_content: 'h' }),
        chunkOf({ reasoning_content: 'm' }),
        chunkOf({ content: 'a' }, 'stop'),
      ],
      'shown',
      [
        '0 thinking',
        '0 "h"',
        '0 "m"',
        `0 "${shownThinkingSignature}"`,
        '0 stop',
        '1 text',
        '1 "a"',
        '1 stop',
        'end_turn',
      ],
    ],
    [
      'thinking that is sealed',
      [
        chunkOf({ reasoning_content: 'h' }),
        chunkOf({ reasoning_content: 'm' }),
        chunkOf({ content: 'a' }, 'stop'),
      ],
      'sealed',
      ['0 thinking', `0 "${sealThinking('hm')}"`, '0 stop', '1 text', '1 "a"', '1 stop', 'end_turn'],
    ],
    [
      'thinking that nobody asked for',
      [chunkOf({ reasoning_content: 'hm' }), chunkOf({ content: 'a' }, 'stop')],
      'hidden',
      ['0 text', '0 "a"', '0 stop', 'end_turn'],
    ],
    [
      'thinking that nobody asked for, beside a call',
      [chunkOf({ reasoning_content: 'hm' }), chunkOf({ tool_calls: [start(0)] }, 'tool_calls')],
      'hidden',
      ['0 redacted_thinking', '0 stop', '1 tool_use', '1 stop', 'tool_use'],
    ],
    [
      'text and several calls',
      [
        chunkOf({ content: 'a' }),
        chunkOf({ tool_calls: [start(0)] }),
        chunkOf({ tool_calls: [more(0, '{"x"')] }),
        chunkOf({ tool_calls: [more(0, ':1}'), start(1, 'g'), more(1, '{}')] }),
        chunkOf({}, 'tool_calls'),
      ],
      'shown',
      [
        '0 text',
        '0 "a"',
        '0 stop',
        '1 tool_use',
        '1 "{\\"x\\""',
        '1 ":1}"',
        '1 stop',
        '2 tool_use',
        '2 "{}"',
        '2 stop',
        'tool_use',
      ],
    ],
    ['a refusal', [chunkOf({ refusal: 'no' }, 'stop')], 'shown', ['0 text', '0 "no"', '0 stop', 'refusal']],
    [
      'a call that the token limit cut',
      [chunkOf({ tool_calls: [start(0), more(0, '{"x":')] }, 'length')],
      'shown',
      ['0 tool_use', '0 "{\\"x\\":"', '0 stop', 'max_tokens'],
    ],
  ])('%s', (_name, chunks, thinking, expected) => {
    expect(eventsOf(chunks, thinking).map(brief)).toEqual(['message_start', ...expected, 'message_stop']);
  });

  it('begin with an estimate of the input and end with the vendor’s usage', () => {
    const events = eventsOf([chunkOf({ content: 'a' }, 'stop'), usageChunk]);
    expect(events[0]).toMatchObject({
      message: {
        id: 'msg_chatcmpl-1',
        model: 'kimi-k2.6',
        content: [],
        stop_reason: null,
        usage: { input_tokens: 11, output_tokens: 0 },
      },
    });
    expect(events.at(-2)).toMatchObject({
      delta: { stop_reason: 'end_turn', stop_sequence: null },
      usage: { input_tokens: 4, cache_read_input_tokens: 5, output_tokens: 4 },
    });
  });

  it('leave other choices than the first out', () => {
    const chunk = chunkOf({ content: 'a' }, 'stop');
    const [first] = chunk.choices;
    const second = { index: 1, delta: { content: 'other' }, finish_reason: null };
    const events = eventsOf([{ ...chunk, choices: first === undefined ? [second] : [second, first] }]);
    expect(JSON.stringify(events)).not.toContain('other');
  });
});

describe('a stream that cannot be told as a message', () => {
  it('has no end without a finish reason', () => {
    expect(() => eventsOf([chunkOf({ content: 'a' })])).toThrow(RangeError);
  });

  it.each(['{"x":', '{"x":"}', '[1]', 'x', '{} {}', '{"a":1}x'])(
    'has a call with %s for arguments',
    (text) => {
      const chunks = [chunkOf({ tool_calls: [start(0), more(0, text)] }), chunkOf({}, 'tool_calls')];
      expect(() => eventsOf(chunks)).toThrow(/no JSON object/);
    },
  );

  it('goes from half a call to something else', () => {
    const chunks = [chunkOf({ tool_calls: [start(0), more(0, '{"x":')] }), chunkOf({ content: 'a' })];
    expect(() => eventsOf(chunks)).toThrow(RangeError);
  });

  it('goes back to a call that was left', () => {
    const chunks = [
      chunkOf({ tool_calls: [start(0), more(0, '{}'), start(1)] }),
      chunkOf({ tool_calls: [more(0, ' ')] }),
    ];
    expect(() => eventsOf(chunks)).toThrow(RangeError);
  });
});
