import type { LanguageModelV4Message, SharedV4Warning } from '@ai-sdk/provider';
import type { ChatMessage } from '@reg/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { messagesFromPrompt } from './messages-from-prompt.js';

function translate(...prompt: LanguageModelV4Message[]) {
  const warnings: SharedV4Warning[] = [];
  return { messages: messagesFromPrompt(prompt, (warning) => warnings.push(warning)), warnings };
}

const call = { type: 'tool-call', toolCallId: 'c1', toolName: 'look', input: { at: 'sea' } } as const;
const result = (output: object) =>
  ({
    role: 'tool',
    content: [{ type: 'tool-result', toolCallId: 'c1', toolName: 'look', output }],
  }) as LanguageModelV4Message;

describe('messagesFromPrompt', () => {
  it.each<[string, LanguageModelV4Message, ChatMessage[]]>([
    ['instructions', { role: 'system', content: 'Be brief.' }, [{ role: 'system', content: 'Be brief.' }]],
    [
      'a text alone as a text',
      { role: 'user', content: [{ type: 'text', text: 'hi' }] },
      [{ role: 'user', content: 'hi' }],
    ],
    [
      'texts and pictures as parts, in order',
      {
        role: 'user',
        content: [
          { type: 'file', mediaType: 'image/png', data: { type: 'data', data: 'aGk=' } },
          { type: 'text', text: 'What?' },
        ],
      },
      [
        {
          role: 'user',
          content: [
            { type: 'image_url', image_url: { url: 'data:image/png;base64,aGk=' } },
            { type: 'text', text: 'What?' },
          ],
        },
      ],
    ],
    [
      'an answer in pieces as one',
      {
        role: 'assistant',
        content: [
          { type: 'reasoning', text: 'Hm, ' },
          { type: 'reasoning', text: 'yes.' },
          { type: 'text', text: 'It ' },
          { type: 'text', text: 'is.' },
        ],
      },
      [{ role: 'assistant', content: 'It is.', reasoning_content: 'Hm, yes.' }],
    ],
    [
      'calls without a text as OpenAI has them',
      { role: 'assistant', content: [call] },
      [
        {
          role: 'assistant',
          content: null,
          tool_calls: [{ id: 'c1', type: 'function', function: { name: 'look', arguments: '{"at":"sea"}' } }],
        },
      ],
    ],
    [
      'the fields of the wire on a message and on its parts',
      {
        role: 'user',
        content: [{ type: 'text', text: 'hi', providerOptions: { reg: { cache: true } } }],
        providerOptions: { reg: { name: 'ada' }, other: { name: 'bob' } },
      },
      [{ role: 'user', content: [{ type: 'text', text: 'hi', cache: true }], name: 'ada' }],
    ],
    [
      'an approval as nothing: it was for the AI SDK',
      { role: 'tool', content: [{ type: 'tool-approval-response', approvalId: 'a', approved: true }] },
      [],
    ],
  ])('has %s', (_what, message, expected) => {
    expect(translate(message)).toEqual({ messages: expected, warnings: [] });
  });

  it.each<[string, object, ChatMessage['content']]>([
    ['a text', { type: 'text', value: 'blue' }, 'blue'],
    ['an empty text', { type: 'text', value: '' }, ''],
    ['JSON', { type: 'json', value: { colour: ['blue'] } }, '{"colour":["blue"]}'],
    ['a null', { type: 'json', value: null }, 'null'],
    ['an error', { type: 'error-text', value: 'fog' }, 'fog'],
    ['an error as JSON', { type: 'error-json', value: { code: 7 } }, '{"code":7}'],
    ['a refusal', { type: 'execution-denied' }, 'look was not run: permission was denied.'],
    ['a refusal with its reason', { type: 'execution-denied', reason: 'not today' }, 'not today'],
    [
      'texts',
      {
        type: 'content',
        value: [
          { type: 'text', text: 'a' },
          { type: 'text', text: 'b' },
        ],
      },
      'a\nb',
    ],
    [
      'a picture among texts',
      {
        type: 'content',
        value: [
          { type: 'text', text: 'a' },
          { type: 'file', mediaType: 'image/gif', data: { type: 'data', data: 'aGk=' } },
        ],
      },
      [
        { type: 'text', text: 'a' },
        { type: 'image_url', image_url: { url: 'data:image/gif;base64,aGk=' } },
      ],
    ],
  ])('tells the result of a tool: %s', (_what, output, content) => {
    expect(translate(result(output)).messages).toEqual([{ role: 'tool', tool_call_id: 'c1', content }]);
  });

  it('tells what it had to leave out', () => {
    const { messages, warnings } = translate(
      {
        role: 'assistant',
        content: [
          { type: 'custom', kind: 'other.thing' },
          { type: 'file', mediaType: 'image/png', data: { type: 'data', data: 'aGk=' } },
          { type: 'text', text: 'here' },
        ],
      },
      result({ type: 'content', value: [{ type: 'custom' }] }),
    );
    expect(messages).toEqual([
      { role: 'assistant', content: 'here' },
      { role: 'tool', tool_call_id: 'c1', content: '' },
    ]);
    expect(warnings.map((warning) => 'feature' in warning && warning.feature)).toEqual([
      'custom in an assistant message',
      'file in an assistant message',
      'custom content of a tool result',
    ]);
  });

  it('gives back the arguments of every call as they were, whatever they are', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (input) => {
        const { messages } = translate({ role: 'assistant', content: [{ ...call, input }] });
        const text = messages[0]?.tool_calls?.[0]?.function.arguments ?? '';
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(input)));
      }),
    );
  });

  it('loses no text of a conversation', () => {
    const message = fc.oneof(
      fc.record({ role: fc.constant('system' as const), content: fc.string() }),
      fc.record({
        role: fc.constantFrom('user' as const, 'assistant' as const),
        content: fc.array(fc.record({ type: fc.constant('text' as const), text: fc.string() }), {
          minLength: 1,
        }),
      }),
    );
    fc.assert(
      fc.property(fc.array(message), (prompt) => {
        const said = prompt.map(({ content }) =>
          typeof content === 'string' ? content : content.map(({ text }) => text).join(''),
        );
        const sent = translate(...prompt).messages.map(({ content }) =>
          typeof content === 'string' ? content : (content ?? []).map(({ text }) => text).join(''),
        );
        expect(sent).toEqual(said);
      }),
    );
  });
});
