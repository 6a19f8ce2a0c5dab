import type { AssistantMessage, ChatCompletion, FinishReason } from '@reg/core';
import { describe, expect, it } from 'vitest';
import { contextFor, counted } from '../../../test/responses-answer.js';
import { responseFromCompletion } from './response-from-completion.js';

function completionOf(message: Partial<AssistantMessage>, finish: FinishReason = 'stop'): ChatCompletion {
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1_700_000_000,
    model: 'kimi-k2.6',
    choices: [{ index: 0, message: { role: 'assistant', content: null, ...message }, finish_reason: finish }],
    usage: { prompt_tokens: 7, completion_tokens: 5, total_tokens: 12 },
  };
}

const read = { id: 'files__read:0', type: 'function', function: { name: 'files__read', arguments: '{}' } };

describe('a whole answer as a Response', () => {
  it.each<[string, Partial<AssistantMessage>, FinishReason, object]>([
    [
      'text',
      { content: 'hello' },
      'stop',
      { status: 'completed', output: [{ type: 'message', content: [{ text: 'hello' }] }] },
    ],
    [
      'reasoning before text before calls',
      { reasoning_content: 'hm', content: 'let me see', tool_calls: [read] },
      'tool_calls',
      {
        status: 'completed',
        output: [
          { type: 'reasoning', content: [{ text: 'hm' }] },
          { type: 'message', content: [{ text: 'let me see' }] },
          { type: 'function_call', name: 'read', namespace: 'files', arguments: '{}' },
        ],
      },
    ],
    [
      'an answer that the limit cut',
      { content: 'hel' },
      'length',
      { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } },
    ],
    ['an empty one', { content: '' }, 'stop', { status: 'completed', output: [] }],
  ])('holds %s', (_what, message, finish, response) => {
    const told = responseFromCompletion(completionOf(message, finish), counted, contextFor());
    expect(told).toMatchObject({
      object: 'response',
      model: 'kimi-k2.6',
      usage: { total_tokens: 12 },
      ...response,
    });
  });

  it('repeats what was asked for', () => {
    const asked = {
      instructions: 'be brief',
      temperature: 0.2,
      max_output_tokens: 50,
      metadata: { a: 'b' },
      tool_choice: 'none',
      parallel_tool_calls: false,
      reasoning: { effort: 'low', summary: 'auto' },
      text: { format: { type: 'json_object' }, verbosity: 'low' },
      prompt_cache_key: 'k',
      user: 'u',
    };
    const told = responseFromCompletion(
      completionOf({ content: 'x' }),
      counted,
      contextFor({ ...asked, store: true }),
    );
    expect(told).toMatchObject({
      ...asked,
      store: false,
      previous_response_id: null,
      truncation: 'disabled',
    });
    expect(told.tools).toHaveLength(3);
  });

  it('refuses one without a choice', () => {
    const completion = { ...completionOf({}), choices: [] };
    expect(() => responseFromCompletion(completion, counted, contextFor())).toThrow('finish reason');
  });
});
