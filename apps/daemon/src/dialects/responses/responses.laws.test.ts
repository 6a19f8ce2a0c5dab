import { InvalidRequestError, type ChatCompletionChunk, type ChunkDelta, type FinishReason } from '@reg/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  callPiece,
  chunkOf,
  contextFor,
  counted,
  eventsOf,
  finalOf,
  tools,
} from '../../../test/responses-answer.js';
import { parseResponsesBody } from './parse-responses-body.js';
import type { ResponseEvent } from './response-event.js';
import { ResponseEvents } from './response-events.js';
import { responseFromCompletion } from './response-from-completion.js';

interface Answer {
  readonly reasoning: string;
  readonly content: string;
  readonly calls: readonly { readonly name: string; readonly text: string }[];
  readonly finish: FinishReason;
}

const argumentsText = fc.oneof(
  fc.json({ maxDepth: 2 }),
  fc.string({ maxLength: 40 }).map((input) => JSON.stringify({ input })),
  fc.string({ maxLength: 20 }),
);
const answers: fc.Arbitrary<Answer> = fc.record({
  reasoning: fc.string({ maxLength: 60, unit: 'grapheme' }),
  content: fc.string({ maxLength: 60, unit: 'grapheme' }),
  calls: fc.array(
    fc.record({ name: fc.constantFrom('look', 'patch', 'files__read', 'made_up'), text: argumentsText }),
    { maxLength: 4 },
  ),
  finish: fc.constantFrom<FinishReason>('stop', 'tool_calls', 'length', 'content_filter'),
});
const views = fc.record({
  reasoning: fc.constantFrom({ summary: 'auto' }, {}),
  include: fc.constantFrom(['reasoning.encrypted_content'], []),
});
const cuts = fc.array(fc.nat({ max: 6 }), { minLength: 1, maxLength: 10 });

/** Pieces of the lengths that `sizes` names, over and over. */
function pieces(text: string, sizes: readonly number[]): string[] {
  const all: string[] = [];
  for (let at = 0, turn = 0; at < text.length; turn += 1) {
    const size = 1 + (sizes[turn % sizes.length] ?? 0);
    all.push(text.slice(at, at + size));
    at += size;
  }
  return all;
}

const idOf = (index: number) => `call_0123456789abcdef${index}`;

function chunksOf(
  { reasoning, content, calls, finish }: Answer,
  sizes: readonly number[],
): ChatCompletionChunk[] {
  const deltas: ChunkDelta[] = [
    { role: 'assistant' },
    ...pieces(reasoning, sizes).map((piece) => ({ reasoning_content: piece })),
    ...pieces(content, sizes).map((piece) => ({ content: piece })),
    ...calls.flatMap(({ name, text }, index) => [
      callPiece(index, '', { id: idOf(index), name }),
      ...pieces(text, sizes).map((piece) => callPiece(index, piece)),
    ]),
  ];
  return [...deltas.map((delta) => chunkOf(delta)), chunkOf({}, finish)];
}

function completionOf({ reasoning, content, calls, finish }: Answer) {
  const { id, created, model } = chunkOf({});
  const tool_calls = calls.map(({ name, text }, index) => ({
    id: idOf(index),
    type: 'function',
    function: { name, arguments: text },
  }));
  const message = { role: 'assistant' as const, content, reasoning_content: reasoning, tool_calls };
  return {
    id,
    object: 'chat.completion' as const,
    created,
    model,
    choices: [{ index: 0, message, finish_reason: finish }],
  };
}

/** All deltas and the closing text of every place in the answer. */
function textsOf(
  events: readonly ResponseEvent[],
): Map<string, { deltas: string; done: string | undefined }> {
  const texts = new Map<string, { deltas: string; done: string | undefined }>();
  for (const event of events) {
    if (!('item_id' in event)) continue;
    const kind = event.type.replace(/\.(delta|done|added)$/, '');
    const place = `${event.item_id} ${'content_index' in event ? event.content_index : 0} ${kind}`;
    const soFar = texts.get(place) ?? { deltas: '', done: undefined };
    if ('delta' in event) soFar.deltas += event.delta;
    else if (event.type.endsWith('_text.done') && 'text' in event) soFar.done = event.text;
    else if (event.type === 'response.function_call_arguments.done') soFar.done = event.arguments;
    else if (event.type === 'response.custom_tool_call_input.done') soFar.done = event.input;
    else continue;
    texts.set(place, soFar);
  }
  return texts;
}

/** What a client that follows the events to the letter has in the end. */
function followed(events: readonly ResponseEvent[]): unknown[] {
  const output: unknown[] = [];
  for (const event of events) {
    if (event.type === 'response.output_item.added')
      expect(event.output_index).toBe(output.push(event.item) - 1);
    if (event.type === 'response.output_item.done') {
      expect(output[event.output_index]).toMatchObject({ id: event.item.id, status: 'in_progress' });
      output[event.output_index] = event.item;
    }
  }
  return output;
}

describe('the laws of a streamed Response', () => {
  it('the same content gives the same Response, however it is cut', () => {
    fc.assert(
      fc.property(answers, views, cuts, (answer, view, sizes) => {
        const streamed = finalOf(eventsOf(chunksOf(answer, sizes), view));
        const inOne = finalOf(eventsOf(chunksOf(answer, [1000]), view));
        const whole = responseFromCompletion(completionOf(answer), counted, contextFor(view));
        expect(streamed).toEqual(inOne);
        expect(whole).toEqual(streamed);
      }),
    );
  });

  it('deltas add up to what is done, and events are numbered without a gap', () => {
    fc.assert(
      fc.property(answers, views, cuts, (answer, view, sizes) => {
        const events = eventsOf(chunksOf(answer, sizes), view);
        expect(events.map((event) => event.sequence_number)).toEqual([...events.keys()]);
        for (const { deltas, done } of textsOf(events).values())
          if (done !== undefined) expect(deltas).toBe(done);
      }),
    );
  });

  it('a Response is complete only when each item that was added is done, once', () => {
    fc.assert(
      fc.property(answers, cuts, (answer, sizes) => {
        const events = eventsOf(chunksOf(answer, sizes));
        const output = followed(events);
        const final = finalOf(events);
        expect(output).toHaveLength(final.output.length);
        expect(
          events.filter(({ type }) => /response\.(completed|incomplete|failed)$/.test(type)),
        ).toHaveLength(1);
        if (final.status === 'completed') expect(output).toEqual(final.output);
        else expect(final.status).toBe('incomplete');
      }),
    );
  });

  it('an answer that breaks anywhere is failed, never complete, and hands over no call', () => {
    fc.assert(
      fc.property(answers, cuts, fc.nat({ max: 60 }), (answer, sizes, place) => {
        const events = new ResponseEvents(contextFor());
        const before = chunksOf(answer, sizes)
          .slice(0, place)
          .flatMap((chunk) => events.translate(chunk));
        const all = [...before, ...events.fail({ code: 'stream_truncated', message: 'cut' })];
        expect(all.map((event) => event.sequence_number)).toEqual([...all.keys()]);
        expect(all.map(({ type }) => type)).not.toContain('response.completed');
        const final = finalOf(all);
        expect(final.status).toBe('failed');
        expect(final.output.filter(({ type }) => type.endsWith('_call'))).toEqual([]);
        const done = all.flatMap((event) => (event.type === 'response.output_item.done' ? [event.item] : []));
        expect(done.filter(({ type }) => type.endsWith('_call'))).toEqual([]);
      }),
    );
  });
});

describe('the laws of a request', () => {
  it('what a model answered comes back to it as it was', () => {
    const said = fc.record({
      reasoning: fc.string({ maxLength: 30, unit: 'grapheme' }),
      content: fc.string({ maxLength: 30, unit: 'grapheme' }),
      calls: fc.array(
        fc.record({
          id: fc.string({ minLength: 1, maxLength: 40 }),
          name: fc.constantFrom('look', 'patch', 'files__read', 'made_up'),
          input: fc.string({ maxLength: 20, unit: 'grapheme' }),
        }),
        { minLength: 1, maxLength: 3 },
      ),
    });
    fc.assert(
      fc.property(said, views, ({ reasoning, content, calls }, view) => {
        const tool_calls = calls.map(({ id, name, input }) => ({
          id,
          type: 'function',
          function: { name, arguments: JSON.stringify({ input }) },
        }));
        const completion = completionOf({ reasoning, content, calls: [], finish: 'tool_calls' });
        const [choice] = completion.choices;
        if (choice === undefined) throw new Error('no choice');
        choice.message.tool_calls.push(...tool_calls);
        const { output } = responseFromCompletion(completion, counted, contextFor(view));
        const { request } = parseResponsesBody({
          input: [{ role: 'user', content: 'hi' }, ...output],
          tools,
        });
        const [, assistant, ...others] = request.messages;
        expect(others).toEqual([]);
        expect(assistant?.content ?? '').toBe(content);
        expect(assistant?.reasoning_content ?? '').toBe(reasoning);
        expect(assistant?.tool_calls).toEqual(tool_calls);
      }),
    );
  });

  it('any JSON is understood or refused by name, and nothing else happens', () => {
    const fields = [
      'input',
      'tools',
      'tool_choice',
      'reasoning',
      'include',
      'text',
      'instructions',
      'metadata',
      'stream_options',
      'conversation',
      'reg',
    ];
    const words = [
      'type',
      'role',
      'content',
      'name',
      'tools',
      'format',
      'output',
      'summary',
      'mode',
      'schema',
      'toString',
    ];
    const values = [
      'message',
      'function',
      'namespace',
      'custom',
      'function_call',
      'reasoning',
      'grammar',
      'json_schema',
    ];
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom<unknown>(...values, 'user', 'x', '', 0, true, null),
        fc.array(tie('any'), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom(...words), tie('any'), { maxKeys: 4 }),
      ),
    })).any;
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...fields), value), (body) => {
        try {
          expect(parseResponsesBody(body).request.messages.length).toBeGreaterThan(0);
        } catch (error) {
          if (!InvalidRequestError.isInstance(error)) throw error;
          expect(error.problems.length).toBeGreaterThan(0);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
