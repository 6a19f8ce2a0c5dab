import { APIError } from '@reg/core';
import { expect, it } from 'vitest';
import { context } from '../../test/decode-context.js';
import { finishFailureOf, mapFinishReason, readFinishReason } from './finish-reason.js';

it.each([
  ['stop', 'stop'],
  ['length', 'length'],
  ['tool_calls', 'tool_calls'],
  ['content_filter', 'content_filter'],
  ['function_call', 'function_call'],
  ['end_turn', 'stop'],
  ['MAX_TOKENS', 'length'],
  ['tool_use', 'tool_calls'],
  ['something new', 'stop'],
  ['', undefined],
  [null, undefined],
  [undefined, undefined],
  [7, undefined],
])('takes %j for %j', (reason, expected) => {
  expect(mapFinishReason(reason)).toBe(expected);
});

it.each([
  ['network_error', 'server_error'],
  ['insufficient_system_resource', 'overloaded'],
  ['error', 'server_error'],
  ['sensitive', 'content_filter'],
  ['model_context_window_exceeded', 'context_window_exceeded'],
  ['stop', undefined],
])('knows %s as the failure %s', (reason, kind) => {
  expect(finishFailureOf(reason)?.kind).toBe(kind);
});

it('throws for a failing one, whoever the vendor is', () => {
  expect(() => readFinishReason('sensitive', context, 'r-1')).toThrow(APIError);
  expect(() => readFinishReason('sensitive', context, 'r-1')).toThrow(
    'box/llama: the content policy stopped the answer',
  );
  expect(readFinishReason('end_turn', context)).toBe('stop');
});
