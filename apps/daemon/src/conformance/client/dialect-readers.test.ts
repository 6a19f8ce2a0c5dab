import { describe, expect, it } from 'vitest';
import { MessageReader } from './message-reader.js';
import { ResponseReader } from './response-reader.js';

const messageStart = { type: 'message_start', message: {} };
const textStart = { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } };
const said = { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hi' } };
const textStop = { type: 'content_block_stop', index: 0 };
const usage = { input_tokens: 3, output_tokens: 2 };
const messageEnd = { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage };
const messageStop = { type: 'message_stop' };

function message(...events: readonly object[]) {
  const reader = new MessageReader();
  for (const event of events) reader.event(JSON.stringify(event));
  return reader.answered();
}

describe('a reader of messages', () => {
  it('takes a whole stream for what it is', () => {
    expect(
      message(messageStart, textStart, { type: 'ping' }, said, textStop, messageEnd, messageStop),
    ).toEqual({
      outcome: 'whole',
      complaints: [],
      text: 'Hi',
      reasoning: '',
      toolCalls: [],
      finish: 'stop',
      totalTokens: 5,
    });
  });

  it('knows a break and a refusal', () => {
    const error = { type: 'error', error: { type: 'api_error', message: 'gone', code: 'stream_truncated' } };
    expect(message(messageStart, textStart, said, error)).toMatchObject({ outcome: 'broken', text: 'Hi' });
    expect(message(error)).toMatchObject({ outcome: 'refused', code: 'stream_truncated' });
  });

  it.each([
    ['no end', [messageStart, textStart, said, textStop]],
    ['an end inside a block', [messageStart, textStart, said, messageEnd, messageStop]],
    ['an error without a message', [messageStart, { type: 'error', error: { type: 'api_error' } }]],
    ['something after the end', [messageStart, messageEnd, messageStop, said]],
    ['a block that was never opened', [messageStart, said, messageEnd, messageStop]],
    ['no beginning', [textStart, said, textStop, messageEnd, messageStop]],
    ['an end without a reason', [messageStart, textStart, said, textStop, messageStop]],
  ])('stumbles over %s', (_what, events) => {
    expect(message(...events)).toMatchObject({ outcome: 'dishonest' });
  });
});

const item = { type: 'message', content: [{ type: 'output_text', text: 'Hi' }] };
const added = { type: 'response.output_item.added', output_index: 0, item: { type: 'message' } };
const delta = { type: 'response.output_text.delta', output_index: 0, delta: 'Hi' };
const done = { type: 'response.output_item.done', output_index: 0, item };
const completed = {
  type: 'response.completed',
  response: { status: 'completed', output: [item], usage: { total_tokens: 5 } },
};

function response(...events: readonly object[]) {
  const reader = new ResponseReader();
  for (const [number, event] of events.entries())
    reader.event(JSON.stringify({ sequence_number: number, ...event }));
  return reader.answered();
}

describe('a reader of responses', () => {
  it('takes a whole stream for what it is', () => {
    expect(response({ type: 'response.created' }, added, delta, done, completed)).toEqual({
      outcome: 'whole',
      complaints: [],
      text: 'Hi',
      reasoning: '',
      toolCalls: [],
      finish: 'stop',
      totalTokens: 5,
    });
  });

  it('knows a break and a refusal', () => {
    const failed = {
      type: 'response.failed',
      response: { error: { code: 'stream_truncated', message: 'gone' } },
    };
    expect(response(added, delta, failed)).toMatchObject({ outcome: 'broken', text: 'Hi' });
    expect(response(failed)).toMatchObject({ outcome: 'refused', code: 'stream_truncated' });
  });

  it.each([
    ['no end', [added, delta, done]],
    ['an end inside an item', [added, delta, completed]],
    ['another whole than was streamed', [added, done, completed]],
    ['a gap in the numbers', [added, { ...delta, sequence_number: 7 }, done, completed]],
    ['something after the end', [added, delta, done, completed, delta]],
    ['a failure without words', [{ type: 'response.failed', response: {} }]],
  ])('stumbles over %s', (_what, events) => {
    expect(response(...events)).toMatchObject({ outcome: 'dishonest' });
  });
});
