import { describe, expect, it } from 'vitest';
import {
  callPiece,
  chunkOf,
  contextFor,
  counted,
  eventsOf,
  finalOf,
} from '../../../test/responses-answer.js';
import { eventFrames } from '../event-frames.js';
import type { ResponseEvent } from './response-event.js';
import { ResponseEvents } from './response-events.js';
import { unsealReasoning } from './sealed-reasoning.js';

const longId = 'call_abcdefghijklmnop';
const typesOf = (events: readonly ResponseEvent[]) => events.map(({ type }) => type.replace('response.', ''));

describe('the events of an answer', () => {
  it('tell a text from its beginning to its end', () => {
    const events = eventsOf([
      chunkOf({ role: 'assistant', content: 'hel' }),
      chunkOf({ content: 'lo' }, 'stop'),
    ]);
    expect(typesOf(events)).toEqual([
      'created',
      'in_progress',
      'output_item.added',
      'content_part.added',
      'output_text.delta',
      'output_text.delta',
      'output_text.done',
      'content_part.done',
      'output_item.done',
      'completed',
    ]);
    expect(events.map((event) => event.sequence_number)).toEqual([...events.keys()]);
    expect(events[0]).toMatchObject({
      response: { object: 'response', status: 'in_progress', output: [], usage: null, model: 'kimi-k2.6' },
    });
    expect(events[6]).toMatchObject({ text: 'hello', content_index: 0, output_index: 0 });
    expect(finalOf(events)).toMatchObject({
      id: expect.stringMatching(/^resp_[0-9a-f]{40}$/),
      created_at: 1_700_000_000,
      status: 'completed',
      error: null,
      incomplete_details: null,
      store: false,
      output: [
        {
          id: expect.stringMatching(/^msg_/),
          type: 'message',
          role: 'assistant',
          status: 'completed',
          content: [{ type: 'output_text', text: 'hello', annotations: [], logprobs: [] }],
        },
      ],
    });
  });

  it('count tokens as the vendor did, else as reg did', () => {
    const usage = {
      prompt_tokens: 10,
      completion_tokens: 4,
      total_tokens: 14,
      prompt_tokens_details: { cached_tokens: 8 },
      completion_tokens_details: { reasoning_tokens: 3 },
    };
    const chunk = chunkOf({ content: 'x' }, 'stop');
    expect(finalOf(eventsOf([chunk, { ...chunk, choices: [], usage }])).usage).toEqual({
      input_tokens: 10,
      input_tokens_details: { cached_tokens: 8 },
      output_tokens: 4,
      output_tokens_details: { reasoning_tokens: 3 },
      total_tokens: 14,
    });
    expect(finalOf(eventsOf([chunk])).usage).toEqual({
      input_tokens: 3,
      input_tokens_details: { cached_tokens: 1 },
      output_tokens: 2,
      output_tokens_details: { reasoning_tokens: 1 },
      total_tokens: 5,
    });
  });

  it('tell reasoning as text, closed by what follows', () => {
    const events = eventsOf([chunkOf({ reasoning_content: 'hm' }), chunkOf({ content: 'x' }, 'stop')]);
    expect(typesOf(events).slice(2, 9)).toEqual([
      'output_item.added',
      'content_part.added',
      'reasoning_text.delta',
      'reasoning_text.done',
      'content_part.done',
      'output_item.done',
      'output_item.added',
    ]);
    const [reasoning] = finalOf(events).output;
    expect(reasoning).toMatchObject({ summary: [], content: [{ type: 'reasoning_text', text: 'hm' }] });
    expect(reasoning).not.toHaveProperty('encrypted_content');
  });

  it('tell reasoning as a summary where one was asked for, sealed for who included it', () => {
    const events = eventsOf([chunkOf({ reasoning_content: 'hm' }), chunkOf({ content: 'x' }, 'stop')], {
      reasoning: { summary: 'auto' },
      include: ['reasoning.encrypted_content'],
    });
    expect(typesOf(events).slice(2, 8)).toEqual([
      'output_item.added',
      'reasoning_summary_part.added',
      'reasoning_summary_text.delta',
      'reasoning_summary_text.done',
      'reasoning_summary_part.done',
      'output_item.done',
    ]);
    const [reasoning] = finalOf(events).output;
    if (reasoning?.type !== 'reasoning') throw new Error('no reasoning');
    expect(reasoning.summary).toEqual([{ type: 'summary_text', text: 'hm' }]);
    expect(unsealReasoning(reasoning.encrypted_content)).toBe('hm');
  });

  it('tell a call, and are done with it only at the end', () => {
    const events = new ResponseEvents(contextFor());
    const before = [
      ...events.translate(chunkOf(callPiece(0, '{"a"', { id: longId, name: 'look' }))),
      ...events.translate(chunkOf(callPiece(0, ':1}'))),
      ...events.translate(chunkOf({}, 'tool_calls')),
    ];
    expect(typesOf(before).slice(2)).toEqual([
      'output_item.added',
      'function_call_arguments.delta',
      'function_call_arguments.delta',
    ]);
    const after = events.end(counted);
    expect(typesOf(after)).toEqual(['function_call_arguments.done', 'output_item.done', 'completed']);
    expect(finalOf(after).output).toEqual([
      {
        id: expect.stringMatching(/^fc_/),
        type: 'function_call',
        status: 'completed',
        call_id: longId,
        name: 'look',
        arguments: '{"a":1}',
      },
    ]);
  });

  it('keep apart calls whose arguments come by turns', () => {
    const events = eventsOf([
      chunkOf(callPiece(0, '{"a"', { id: 'look:0', name: 'look' })),
      chunkOf(callPiece(1, '{"b"', { id: 'read:1', name: 'files__read' })),
      chunkOf(callPiece(0, ':1}')),
      chunkOf(callPiece(1, ':2}'), 'tool_calls'),
    ]);
    expect(finalOf(events).output).toMatchObject([
      { type: 'function_call', name: 'look', arguments: '{"a":1}' },
      { type: 'function_call', name: 'read', namespace: 'files', arguments: '{"b":2}' },
    ]);
  });

  it('give a call without arguments an empty object', () => {
    const events = eventsOf([chunkOf(callPiece(0, '', { id: longId, name: 'look' }), 'tool_calls')]);
    expect(finalOf(events).output).toMatchObject([{ arguments: '{}' }]);
    expect(events.filter((event) => 'delta' in event)).toMatchObject([{ delta: '{}' }]);
  });

  it('tell the input of a free-form tool as plain text', () => {
    const events = eventsOf([
      chunkOf(callPiece(0, '{"input":"*** Be', { id: longId, name: 'patch' })),
      chunkOf(callPiece(0, 'gin\\n+\\"x\\""}'), 'tool_calls'),
    ]);
    expect(typesOf(events).slice(2)).toEqual([
      'output_item.added',
      'custom_tool_call_input.delta',
      'custom_tool_call_input.delta',
      'custom_tool_call_input.done',
      'output_item.done',
      'completed',
    ]);
    expect(finalOf(events).output).toEqual([
      {
        id: expect.stringMatching(/^ctc_/),
        type: 'custom_tool_call',
        status: 'completed',
        call_id: longId,
        name: 'patch',
        input: '*** Begin\n+"x"',
      },
    ]);
  });

  it('tell a refusal as one', () => {
    const events = eventsOf([chunkOf({ refusal: 'no' }, 'stop')]);
    expect(typesOf(events)).toContain('refusal.done');
    expect(finalOf(events).output).toMatchObject([{ content: [{ type: 'refusal', refusal: 'no' }] }]);
  });

  it.each([
    ['length', 'max_output_tokens'],
    ['content_filter', 'content_filter'],
  ] as const)('end as incomplete after %s', (finish, reason) => {
    const events = eventsOf([chunkOf({ content: 'hel' }, finish)]);
    expect(events.at(-1)?.type).toBe('response.incomplete');
    expect(finalOf(events)).toMatchObject({
      status: 'incomplete',
      incomplete_details: { reason },
      output: [{ status: 'incomplete', content: [{ text: 'hel' }] }],
      usage: { total_tokens: 5 },
    });
  });

  it.each([
    ['look', '{"a":', { arguments: '{"a":' }],
    ['patch', '{"input":"*** Beg', { input: '*** Beg' }],
  ])('are never done with a call of %s that the token limit cut', (name, piece, half) => {
    const events = eventsOf([chunkOf(callPiece(0, piece, { id: longId, name }), 'length')]);
    expect(typesOf(events).filter((type) => type.endsWith('.done'))).toEqual([]);
    expect(finalOf(events)).toMatchObject({
      status: 'incomplete',
      output: [{ status: 'incomplete', ...half }],
    });
  });

  it('are done with a call that was whole before the limit', () => {
    const events = eventsOf([
      chunkOf(callPiece(0, '{"a":1}', { id: longId, name: 'look' })),
      chunkOf(callPiece(1, '{"input":"x"}', { id: `${longId}2`, name: 'patch' }), 'length'),
    ]);
    expect(finalOf(events).output).toMatchObject([{ status: 'completed' }, { status: 'completed' }]);
  });

  it('are not ended without a finish reason', () => {
    const events = new ResponseEvents(contextFor());
    events.translate(chunkOf({ content: 'x' }));
    expect(() => events.end(counted)).toThrow('finish reason');
  });

  it('are not told without bounds', () => {
    const long = 'x'.repeat(8_388_608);
    const events = new ResponseEvents(contextFor());
    for (let times = 0; times < 4; times += 1) events.translate(chunkOf({ content: long }));
    expect(() => events.translate(chunkOf({ content: 'x' }))).toThrow('longer than');
    const restless = new ResponseEvents(contextFor());
    expect(() => {
      for (;;) restless.translate(chunkOf({ reasoning_content: 'a', content: 'b' }));
    }).toThrow('more than 4096 times');
  });

  it('look at the first answer only', () => {
    const chunk = chunkOf({ content: 'a' }, 'stop');
    const two = {
      ...chunk,
      choices: [...chunk.choices, { index: 1, delta: { content: 'b' }, finish_reason: null }],
    };
    expect(finalOf(eventsOf([two])).output).toHaveLength(1);
  });
});

describe('an answer that breaks', () => {
  const error = { code: 'stream_truncated', message: 'cut' };

  it('ends with response.failed, the text so far marked as incomplete', () => {
    const events = new ResponseEvents(contextFor());
    events.translate(chunkOf({ reasoning_content: 'hm' }));
    events.translate(chunkOf({ content: 'hel' }));
    const failed = events.fail(error);
    expect(typesOf(failed)).toEqual(['failed']);
    expect(finalOf(failed)).toMatchObject({
      status: 'failed',
      error,
      usage: null,
      output: [
        { type: 'reasoning', status: 'completed' },
        { type: 'message', status: 'incomplete', content: [{ text: 'hel' }] },
      ],
    });
  });

  it('hands over no call, not even a whole one', () => {
    const events = new ResponseEvents(contextFor());
    events.translate(chunkOf({ content: 'x' }));
    events.translate(chunkOf(callPiece(0, '{"a":1}', { id: longId, name: 'look' })));
    expect(finalOf(events.fail(error)).output.map(({ type }) => type)).toEqual(['message']);
  });

  it('is told even before its first part', () => {
    const failed = new ResponseEvents(contextFor()).fail(error);
    expect(typesOf(failed)).toEqual(['created', 'in_progress', 'failed']);
    expect(finalOf(failed)).toMatchObject({ model: 'asked-for', output: [], error });
  });
});

it('writes each event under its name', () => {
  const [created] = eventsOf([chunkOf({ content: 'x' }, 'stop')]);
  if (created === undefined) throw new Error('no event');
  const frame = eventFrames([created]);
  expect(frame).toMatch(/^event: response\.created\ndata: \{.*\}\n\n$/);
  expect(JSON.parse(frame.split('\ndata: ')[1] ?? '')).toEqual(created);
});
