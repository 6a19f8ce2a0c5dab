import type { ChatRequest } from '@reg/core';
import { expect, it } from 'vitest';
import { encodeContext } from '../../test/decode-context.js';
import { encodeRequest } from './encode-request.js';

const request: ChatRequest = Object.freeze({
  model: 'box/my-alias',
  messages: [{ role: 'user' as const, content: 'Hi' }],
  temperature: 0.2,
  reg: { freeOnly: true },
  unknown_field: { kept: [1, 2] },
});

it('sends the id of the model, everything else as it came, and nothing of reg’s own', () => {
  expect(encodeRequest(request, encodeContext(false))).toEqual({
    model: 'llama',
    messages: request.messages,
    temperature: 0.2,
    unknown_field: { kept: [1, 2] },
    stream: false,
  });
});

it('always asks a stream for its usage, beside what the caller asked for', () => {
  const asked = { ...request, stream_options: { include_usage: false, include_obfuscation: false } };
  expect(encodeRequest(asked, encodeContext(true))).toMatchObject({
    stream: true,
    stream_options: { include_usage: true, include_obfuscation: false },
  });
  expect(encodeRequest({ ...request, stream_options: null }, encodeContext(true))['stream_options']).toEqual({
    include_usage: true,
  });
});

it('sends no stream options without a stream: servers refuse them', () => {
  const asked = { ...request, stream: true, stream_options: { include_usage: true } };
  expect(encodeRequest(asked, encodeContext(false))).not.toHaveProperty('stream_options');
});

it('marks a message to be continued with both words that vendors have for it', () => {
  const beginning = { role: 'assistant' as const, content: 'Once upon', partial: true };
  const asked = { ...request, messages: [...request.messages, beginning] };
  expect(encodeRequest(asked, encodeContext(true))['messages']).toEqual([
    ...request.messages,
    { ...beginning, prefix: true },
  ]);
});
