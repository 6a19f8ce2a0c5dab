import fc from 'fast-check';
import { APIError } from '@reg/core';
import { describe, expect, it } from 'vitest';
import { context } from '../../test/decode-context.js';
import { decodeCompletion } from './decode-completion.js';

const answer = (message: object, more: object = {}) => ({
  choices: [{ index: 0, message: { role: 'assistant', ...message }, finish_reason: 'stop', ...more }],
});

function kindOf(body: unknown): string {
  try {
    decodeCompletion(body, context);
    return 'none';
  } catch (error) {
    return APIError.isInstance(error) ? error.kind : String(error);
  }
}

it('hands on a valid answer with everything in it', () => {
  const body = {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1,
    model: 'llama',
    system_fingerprint: 'fp',
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: 'Hi', refusal: null },
        logprobs: null,
        finish_reason: 'stop',
      },
    ],
    usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
  };
  expect(decodeCompletion(structuredClone(body), context)).toEqual(body);
});

it('fills in what a sloppy server leaves out', () => {
  expect(decodeCompletion({ choices: [{ message: { content: 'Hi' } }] }, context)).toEqual({
    id: 'chatcmpl-1789000000',
    object: 'chat.completion',
    created: 1_789_000_000,
    model: 'llama',
    choices: [{ index: 0, message: { role: 'assistant', content: 'Hi' }, finish_reason: 'stop' }],
  });
});

it('mends tool calls: arguments as a text, an id, a type, a reason to stop', () => {
  const calls = [
    { id: 'a', function: { name: 'add', arguments: { left: 1 } } },
    { function: { name: 'now' } },
  ];
  const [choice] = decodeCompletion(
    { id: 'x', choices: [{ message: { content: null, tool_calls: calls } }] },
    context,
  ).choices;
  expect(choice?.finish_reason).toBe('tool_calls');
  expect(choice?.message.tool_calls).toEqual([
    { id: 'a', type: 'function', function: { name: 'add', arguments: '{"left":1}' } },
    { id: 'call_x_1', type: 'function', function: { name: 'now', arguments: '{}' } },
  ]);
});

it('puts reasoning and parts of content where clients look', () => {
  const [choice] = decodeCompletion(
    answer({
      reasoning: 'Hm.',
      content: [
        { type: 'text', text: 'Hi' },
        { type: 'text', text: '!' },
      ],
    }),
    context,
  ).choices;
  expect(choice?.message).toEqual({ role: 'assistant', content: 'Hi!', reasoning_content: 'Hm.' });
});

it('finds usage inside a choice', () => {
  const usage = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 };
  const completion = decodeCompletion(answer({ content: 'Hi' }, { usage }), context);
  expect(completion.usage).toEqual(usage);
  expect(completion.choices[0]).not.toHaveProperty('usage');
});

describe('an answer without content', () => {
  it('is none when it claims to be complete', () => {
    expect(kindOf(answer({ content: '' }))).toBe('malformed_response');
    expect(kindOf(answer({ content: null, tool_calls: [] }, { finish_reason: 'tool_calls' }))).toBe(
      'malformed_response',
    );
  });

  it('is valid when reasoning used up its tokens, or a filter took it', () => {
    expect(kindOf(answer({ content: '' }, { finish_reason: 'length' }))).toBe('none');
    expect(kindOf(answer({ content: '' }, { finish_reason: 'content_filter' }))).toBe('none');
  });

  it('is valid when there is reasoning, a refusal or a call', () => {
    expect(kindOf(answer({ content: '', reasoning_content: 'Hm.' }))).toBe('none');
    expect(kindOf(answer({ content: null, refusal: 'No.' }))).toBe('none');
    expect(kindOf(answer({ content: null, function_call: { name: 'f', arguments: '{}' } }))).toBe('none');
  });
});

it.each<readonly [unknown, string]>([
  [null, 'malformed_response'],
  ['text', 'malformed_response'],
  [{}, 'malformed_response'],
  [{ choices: [] }, 'malformed_response'],
  [{ choices: [{}] }, 'malformed_response'],
  [{ choices: [null] }, 'malformed_response'],
  [{ error: { message: 'busy', type: 'overloaded_error' } }, 'overloaded'],
  [answer({ content: 'Hi' }, { finish_reason: 'network_error' }), 'server_error'],
])('refuses %j as %s', (body, kind) => {
  expect(kindOf(body)).toBe(kind);
});

it('answers validly or throws an error of its own, whatever a vendor sends', () => {
  const message = fc.dictionary(
    fc.constantFrom('content', 'tool_calls', 'reasoning', 'role', 'refusal'),
    fc.jsonValue(),
  );
  const choice = fc.oneof(
    fc.jsonValue(),
    fc.record({ message, finish_reason: fc.jsonValue(), index: fc.jsonValue() }),
  );
  const body = fc.oneof(
    fc.jsonValue(),
    fc.record({ choices: fc.array(choice), id: fc.jsonValue(), usage: fc.jsonValue() }),
  );
  fc.assert(
    fc.property(body, (json) => {
      try {
        const completion = decodeCompletion(json, context);
        expect(typeof completion.id).toBe('string');
        for (const { index, message: said, finish_reason: reason } of completion.choices) {
          expect(Number.isInteger(index) && index >= 0).toBe(true);
          expect(said.content === null || typeof said.content === 'string').toBe(true);
          expect(['stop', 'length', 'tool_calls', 'content_filter', 'function_call']).toContain(reason);
          for (const call of said.tool_calls ?? []) expect(typeof call.function.arguments).toBe('string');
        }
      } catch (error) {
        if (!APIError.isInstance(error)) throw error;
      }
    }),
  );
});
