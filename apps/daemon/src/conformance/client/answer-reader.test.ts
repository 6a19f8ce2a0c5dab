import { describe, expect, it } from 'vitest';
import { AnswerReader } from './answer-reader.js';

const chunk = (delta: object, finish: string | null = null): string =>
  JSON.stringify({ choices: [{ index: 0, delta, finish_reason: finish }] });
const text = chunk({ content: 'hi' });
const finish = chunk({}, 'stop');
const error = JSON.stringify({ error: { code: 'stream_truncated', message: 'cut' } });

function read(...events: readonly string[]) {
  const reader = new AnswerReader();
  for (const event of events) reader.event(event);
  return reader.answered();
}

describe('AnswerReader', () => {
  it('takes text, one finish reason and [DONE] for a whole answer', () => {
    const usage = JSON.stringify({ choices: [], usage: { total_tokens: 7 } });
    expect(read(chunk({ role: 'assistant' }), text, text, finish, usage, '[DONE]')).toEqual({
      outcome: 'whole',
      complaints: [],
      text: 'hihi',
      reasoning: '',
      toolCalls: [],
      finish: 'stop',
      totalTokens: 7,
    });
  });

  it('takes text and a typed error for an honest break, and an error alone for a refusal', () => {
    expect(read(text, error)).toMatchObject({ outcome: 'broken', code: 'stream_truncated', text: 'hi' });
    expect(read(error)).toMatchObject({ outcome: 'refused', message: 'cut' });
  });

  it('puts tool calls together from their fragments', () => {
    const part = (call: object) => chunk({ tool_calls: [{ index: 0, ...call }] });
    const answered = read(
      part({ id: 'call_1', function: { name: 'tide', arguments: '{"a"' } }),
      part({ function: { arguments: ':1}' } }),
      chunk({}, 'tool_calls'),
      '[DONE]',
    );
    expect(answered).toMatchObject({
      outcome: 'whole',
      toolCalls: [{ name: 'tide', arguments: '{"a":1}' }],
    });
  });

  it.each<[string, readonly string[]]>([
    ['a clean end without [DONE]', [text, finish]],
    ['[DONE] without a finish reason', [text, '[DONE]']],
    ['nothing at all', []],
    ['[DONE] after an error', [text, error, '[DONE]']],
    ['a finish reason and then an error', [text, finish, error]],
    ['an error without a code', [text, '{"error":{"message":"x"}}']],
    ['text after the finish reason', [finish, text, '[DONE]']],
    ['two finish reasons', [text, finish, finish, '[DONE]']],
    ["a vendor's own finish reason", [text, chunk({}, 'network_error'), '[DONE]']],
    ['something after [DONE]', [text, finish, '[DONE]', text]],
    ['half a frame', [text, '{"choices":[{', '[DONE]']],
    ['a chunk without choices', [text, '{}', finish, '[DONE]']],
    [
      'a negative tool index',
      [chunk({ tool_calls: [{ index: -1, id: 'x', function: {} }] }), chunk({}, 'tool_calls'), '[DONE]'],
    ],
    [
      'tool arguments that are no text',
      [
        chunk({ tool_calls: [{ index: 0, id: 'x', function: { name: 't', arguments: {} } }] }),
        chunk({}, 'tool_calls'),
        '[DONE]',
      ],
    ],
  ])('calls %s dishonest', (_what, events) => {
    const answered = read(...events);
    expect(answered.outcome).toBe('dishonest');
    expect(answered.complaints).not.toEqual([]);
  });
});
