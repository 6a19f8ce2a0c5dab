import type { ChatRequest, RequestNeeds } from '@reg/core';
import { describe, expect, it } from 'vitest';
import { noNeeds } from '../testing-fixtures/candidates.js';
import { requestNeeds } from './request-needs.js';

const said = (content: unknown, role = 'user') =>
  ({ messages: [{ role, content }] }) as unknown as Partial<ChatRequest>;
const tool = { type: 'function', function: { name: 'look' } };

describe('requestNeeds', () => {
  it.each<[string, Partial<ChatRequest>, Partial<RequestNeeds>]>([
    ['plain text', said('please look at this image and think'), {}],
    [
      'an image',
      said([{ type: 'image_url', image_url: { url: 'data:image/png;base64,AA==' } }]),
      { vision: true },
    ],
    [
      'an image by its address',
      said([{ type: 'image_url', image_url: { url: 'https://x/y.png' } }]),
      { vision: true, remoteMedia: true },
    ],
    [
      'a video by its address alone',
      said([{ type: 'video_url', video_url: 'HTTP://x/y.mp4' }]),
      { video: true, remoteMedia: true },
    ],
    ['an uploaded image', said([{ type: 'image_url', image_url: { url: 'ms://file-1' } }]), { vision: true }],
    [
      'an image inside a tool result',
      said([{ type: 'tool_result', content: [{ type: 'image' }] }], 'tool'),
      { vision: true },
    ],
    ['a file', said([{ type: 'file_url' }]), { vision: true }],
    ['a video', said([{ type: 'video_url' }]), { video: true }],
    ['parts that are none', said([null, 7, { type: 9 }, { type: 'constructor' }]), {}],
    ['tools', { tools: [tool] }, { tools: true }],
    ['no tools but a choice of one', { tools: [], tool_choice: 'required' }, {}],
    [
      'a forced tool',
      { tools: [tool], tool_choice: 'required' },
      { tools: true, forcedToolChoice: 'required' },
    ],
    ['one forced tool', { tools: [tool], tool_choice: tool }, { tools: true, forcedToolChoice: 'function' }],
    ['a free tool', { tools: [tool], tool_choice: 'auto' }, { tools: true }],
    ['json', { response_format: { type: 'json_object' } }, { jsonObject: true }],
    ['a schema', { response_format: { type: 'json_schema' } }, { jsonSchema: true }],
    ['thinking', { thinking: { type: 'enabled' } }, { reasoning: true }],
    ['effort', { reasoning_effort: 'high' }, { reasoning: true }],
    ['minimal effort', { reasoning_effort: 'minimal' }, {}],
    ['no effort', { reasoning_effort: 'none' }, { noReasoning: true }],
    [
      'no thinking, whatever the effort',
      { thinking: { type: 'disabled' }, reasoning_effort: 'high' },
      { noReasoning: true },
    ],
    [
      'a beginning to go on from',
      { messages: [{ role: 'assistant', content: 'Once', partial: true }] },
      { continuation: true },
    ],
    [
      'the same in another dialect',
      { messages: [{ role: 'assistant', content: 'Once', prefix: true }] },
      { continuation: true },
    ],
    ['an assistant message last', { messages: [{ role: 'assistant', content: 'Once' }] }, {}],
  ])('reads %s', (_what, changes, needs) => {
    const request: ChatRequest = { model: 'auto', messages: [{ role: 'user', content: 'hi' }], ...changes };
    expect(requestNeeds(request)).toEqual({ ...noNeeds, ...needs });
  });

  it('does not follow parts inside parts for ever', () => {
    const loop: { type: string; content: unknown[] } = { type: 'tool_result', content: [] };
    loop.content.push(loop, { type: 'image' });
    const request = { model: 'auto', ...said([loop]) } as ChatRequest;
    expect(requestNeeds(request).vision).toBe(true);
  });
});
