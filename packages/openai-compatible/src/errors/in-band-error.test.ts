import { APIError } from '@reg/core';
import { expect, it } from 'vitest';
import { context } from '../../test/decode-context.js';
import { mapError } from './map-error.js';
import { inBandError, isInBandError } from './in-band-error.js';

const choices = [{ index: 0, message: { content: 'Hi' }, finish_reason: 'stop' }];

it.each<unknown>([{ message: 'no' }, {}, 'no', true, 1, [{ message: 'no' }]])(
  'takes {error: %j} for an error, as OpenAI’s clients do',
  (error) => {
    expect(isInBandError({ choices, error })).toBe(true);
  },
);

it.each<unknown>([undefined, null, '', false, 0, []])('takes {error: %j} for none', (error) => {
  expect(isInBandError({ choices, error })).toBe(false);
});

it('is a typed error even when it is nested so deeply that it cannot be written', () => {
  const json: unknown = JSON.parse(`{"error":${'['.repeat(50_000)}${']'.repeat(50_000)}}`);
  expect(inBandError(json, { context, codec: { mapError } })).toBeInstanceOf(APIError);
});
