import { MessageStream } from '@anthropic-ai/sdk/lib/MessageStream';
import { noUsage, type AssistantMessage, type ChatCompletionChunk, type ChatMessage } from '@reg/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AnthropicMessage, MessageEvent } from './message.js';
import { MessageEvents } from './message-events.js';
import { messageFromCompletion } from './message-from-completion.js';
import { parseMessagesBody } from './parse-messages-body.js';
import type { ThinkingDisplay } from './thinking-from-anthropic.js';

const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 });
const name = fc.stringMatching(/^[a-z_]{1,12}$/);
const input = fc.dictionary(fc.string({ maxLength: 8 }), fc.jsonValue({ maxDepth: 3 }), { maxKeys: 4 });
const display = fc.constantFrom<ThinkingDisplay>('shown', 'sealed', 'hidden');

/** What a model says in one answer. */
interface Answer {
  readonly reasoning: string;
  readonly content: string;
  readonly calls: readonly { readonly name: string; readonly input: Record<string, unknown> }[];
}

const answer: fc.Arbitrary<Answer> = fc.record({
  reasoning: fc.oneof(fc.constant(''), text),
  content: fc.oneof(fc.constant(''), text),
  calls: fc.array(fc.record({ name, input }), { maxLength: 3 }),
});

const head = { id: 'chatcmpl-1', created: 1, model: 'm' };
const context = (thinking: ThinkingDisplay) => ({
  view: { thinking, stopSequences: [] },
  counted: noUsage,
  estimatedInputTokens: 0,
  refuse: (message: string) => new Error(message),
});

function assistantFrom({ reasoning, content, calls }: Answer): AssistantMessage {
  return {
    role: 'assistant',
    content: content === '' ? null : content,
    ...(reasoning === '' ? {} : { reasoning_content: reasoning }),
    ...(calls.length === 0
      ? {}
      : {
          tool_calls: calls.map((call, index) => ({
            id: `${call.name}:${index}`,
            type: 'function',
            function: { name: call.name, arguments: JSON.stringify(call.input) },
          })),
        }),
  };
}

function wholeMessage(said: Answer, thinking: ThinkingDisplay): AnthropicMessage {
  const message = assistantFrom(said);
  const finish_reason = said.calls.length > 0 ? 'tool_calls' : 'stop';
  const choices = [{ index: 0, message, finish_reason } as const];
  return messageFromCompletion(
    { ...head, object: 'chat.completion', choices: [...choices] },
    context(thinking),
  );
}

/** The text in pieces of the given lengths, over and over; some of them empty. */
function piecesOf(whole: string, lengths: readonly number[]): string[] {
  const pieces: string[] = [];
  let rest = whole;
  for (let turn = 0; rest !== ''; turn += 1) {
    const length = turn < 100 ? (lengths[turn % lengths.length] ?? rest.length) : rest.length;
    pieces.push(rest.slice(0, length));
    rest = rest.slice(length);
  }
  return pieces;
}

/** The chunks of an answer, cut anywhere. */
function chunksOf(said: Answer, lengths: readonly number[]): ChatCompletionChunk[] {
  const { reasoning_content: reasoning = '', content, tool_calls: calls = [] } = assistantFrom(said);
  const deltas = [
    { role: 'assistant' as const, content: '' },
    ...piecesOf(reasoning, lengths).map((piece) => ({ reasoning_content: piece })),
    ...piecesOf(content ?? '', lengths).map((piece) => ({ content: piece })),
    ...calls.flatMap(({ id, type, function: called }, index) => [
      { tool_calls: [{ index, id, type, function: { name: called.name, arguments: '' } }] },
      ...piecesOf(called.arguments, lengths).map((piece) => ({
        tool_calls: [{ index, function: { arguments: piece } }],
      })),
    ]),
  ];
  const last = { delta: {}, finish_reason: calls.length > 0 ? 'tool_calls' : 'stop' } as const;
  return [...deltas.map((delta) => ({ delta, finish_reason: null })), last].map((choice) => ({
    ...head,
    object: 'chat.completion.chunk',
    choices: [{ index: 0, ...choice }],
  }));
}

function eventsOf(chunks: readonly ChatCompletionChunk[], thinking: ThinkingDisplay): MessageEvent[] {
  const events = new MessageEvents(context(thinking));
  return [...chunks.flatMap((chunk) => events.translate(chunk)), ...events.end(noUsage)];
}

/** What Anthropic's own client makes of the events. */
async function accumulated(events: readonly MessageEvent[]): Promise<unknown> {
  const lines = events.map((event) => `${JSON.stringify(event)}\n`).join('');
  const { content, stop_reason } = await MessageStream.fromReadableStream(
    new Blob([lines]).stream() as ReadableStream,
  ).finalMessage();
  return { content: JSON.parse(JSON.stringify(content)) as unknown, stop_reason };
}

describe('a streamed answer', () => {
  it('is the same message for Anthropic’s client, however it was cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        answer,
        fc.array(fc.nat(9), { minLength: 1, maxLength: 5 }),
        display,
        async (said, lengths, thinking) => {
          const { content, stop_reason } = wholeMessage(said, thinking);
          const events = eventsOf(chunksOf(said, lengths), thinking);
          expect(await accumulated(events)).toEqual({
            content: JSON.parse(JSON.stringify(content)) as unknown,
            stop_reason,
          });
        },
      ),
      { numRuns: 150 },
    );
  });

  it('opens and closes its blocks one after the other', () => {
    fc.assert(
      fc.property(answer, fc.array(fc.nat(5), { minLength: 1 }), display, (said, lengths, thinking) => {
        let open: number | undefined;
        let next = 0;
        for (const event of eventsOf(chunksOf(said, lengths), thinking)) {
          if (event.type === 'content_block_start') {
            expect([open, event.index]).toEqual([undefined, next]);
            open = next;
            next += 1;
          } else if (event.type === 'content_block_delta') expect(event.index).toBe(open);
          else if (event.type === 'content_block_stop') {
            expect(event.index).toBe(open);
            open = undefined;
          } else expect(open).toBeUndefined();
        }
      }),
    );
  });
});

describe('an answer that comes back with the next request', () => {
  it('is what the vendor said, word for word', () => {
    const spoken = answer.filter(({ content, calls }) => content !== '' || calls.length > 0);
    fc.assert(
      fc.property(spoken, display, (said, thinking) => {
        const { content } = wholeMessage(said, thinking);
        const { request } = parseMessagesBody({
          messages: [
            { role: 'user', content: 'q' },
            { role: 'assistant', content },
            { role: 'user', content: 'and?' },
          ],
        });
        // Reasoning that nobody asked for travels only beside the calls that need it.
        const isKept = thinking !== 'hidden' || said.calls.length > 0;
        expect(request.messages[1]).toEqual(assistantFrom(isKept ? said : { ...said, reasoning: '' }));
      }),
    );
  });
});

describe('a request', () => {
  const image = fc.base64String({ minLength: 4, maxLength: 12 }).map((data) => ({
    type: 'image' as const,
    source: { type: 'base64', media_type: 'image/png', data },
  }));
  const block = fc.oneof(
    text.map((value) => ({ type: 'text' as const, text: value })),
    image,
  );
  const turn = fc.record({
    calls: fc.array(fc.record({ name, input, result: fc.array(block, { maxLength: 3 }) }), { maxLength: 3 }),
    said: text,
    blocks: fc.array(block, { minLength: 1, maxLength: 4 }),
  });

  it('loses no text, no picture, no call and no result on its way to the model', () => {
    fc.assert(
      fc.property(fc.array(turn, { maxLength: 3 }), fc.array(text, { maxLength: 2 }), (turns, system) => {
        const messages = turns.flatMap(({ calls, said, blocks }, at) => {
          const id = (index: number) => `call_${at}_${index}`;
          const uses = calls.map((call, index) => ({
            type: 'tool_use',
            id: id(index),
            name: call.name,
            input: call.input,
          }));
          const results = calls.map(({ result }, index) => ({
            type: 'tool_result',
            tool_use_id: id(index),
            content: result,
          }));
          return [
            { role: 'assistant', content: [{ type: 'text', text: said }, ...uses] },
            { role: 'user', content: [...results, ...blocks] },
          ];
        });
        const { request, warnings } = parseMessagesBody({
          system: system.map((value) => ({ type: 'text', text: value })),
          messages: [{ role: 'user', content: 'q' }, ...messages],
        });
        expect(warnings).toEqual([]);
        const seen = seenBy(request.messages);
        expectInOrder(seen.system, system);
        const all = turns.flatMap(({ calls, blocks }) => [
          ...calls.flatMap(({ result }) => result),
          ...blocks,
        ]);
        for (const one of all) {
          if (one.type === 'text') expect(seen.texts).toContain(one.text);
          else expect(seen.pictures).toContain(`data:image/png;base64,${one.source.data}`);
        }
        expect(seen.pictures).toHaveLength(all.filter(({ type }) => type === 'image').length);
        expect(seen.said).toEqual(turns.map(({ said }) => said));
        expect(seen.calls).toEqual(
          turns.flatMap(({ calls }, at) =>
            calls.map((call, index) => [`call_${at}_${index}`, call.name, plain(call.input)]),
          ),
        );
        expect(seen.results).toEqual(
          turns.flatMap(({ calls }, at) => calls.map((_call, index) => `call_${at}_${index}`)),
        );
      }),
    );
  });
});

/** What a model gets to see of a conversation. */
function seenBy(messages: readonly ChatMessage[]) {
  const parts = messages.flatMap(({ content }) => (Array.isArray(content) ? content : []));
  const strings = messages.flatMap(({ content }) => (typeof content === 'string' ? [content] : []));
  return {
    system: messages.flatMap(({ role, content }) => (role === 'system' ? [String(content)] : [])).join(''),
    texts: [...strings, ...parts.flatMap((part) => part.text ?? [])].join('\n'),
    pictures: parts.flatMap((part) => part.image_url?.url ?? []),
    said: messages.flatMap(({ role, content }) => (role === 'assistant' ? [content] : [])),
    calls: messages.flatMap(({ tool_calls: calls }) =>
      (calls ?? []).map((call) => [
        call.id,
        call.function.name,
        JSON.parse(call.function.arguments) as unknown,
      ]),
    ),
    results: messages.flatMap(({ role, tool_call_id: id }) => (role === 'tool' ? [id] : [])),
  };
}

function expectInOrder(whole: string, parts: readonly string[]): void {
  let from = 0;
  for (const part of parts) {
    const at = whole.indexOf(part, from);
    expect(at).toBeGreaterThanOrEqual(from);
    from = at + part.length;
  }
}

function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
