import { APIError } from '@reg/core';
import { expect, it } from 'vitest';
import { context } from '../../test/decode-context.js';
import { finishFailureOf, mapFinishReason, throwFinishFailure } from './finish-reason.js';

it.each([
  ['stop', 'stop'],
  ['length', 'length'],
  ['tool_calls', 'tool_calls'],
  ['content_filter', 'content_filter'],
  ['function_call', 'function_call'],
  ['end_turn', 'stop'],
  ['MAX_TOKENS', 'length'],
  ['tool_use', 'tool_calls'],
  ['sensitive', 'content_filter'],
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
  ['stop', undefined],
])('knows %s as the failure %s', (reason, kind) => {
  expect(finishFailureOf(reason)?.kind).toBe(kind);
});

it('gives codecs the means to throw for reasons of their own', () => {
  const failure = { kind: 'content_filter', message: 'the policy stopped the answer' } as const;
  const details = { finishReason: 'sensitive', requestId: 'r-1' };
  expect(() => throwFinishFailure(failure, context, details)).toThrow(APIError);
  expect(() => throwFinishFailure(failure, context, details)).toThrow(
    'box/llama: the policy stopped the answer (sensitive)',
  );
});
