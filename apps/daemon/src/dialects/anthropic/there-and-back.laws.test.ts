import {
  noUsage,
  type AssistantMessage,
  type ChatCompletion,
  type ChatMessage,
  type ChatRequest,
} from '@reg/core';
import { createAnthropicCodec, describeCustomModel } from '@reg/openai-compatible';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { MessageEvents } from './message-events.js';
import { messageFromCompletion } from './message-from-completion.js';
import { parseMessagesBody } from './parse-messages-body.js';
import type { ThinkingDisplay } from './thinking-from-anthropic.js';

/** What an arbitrary gives. */
type Given<Source> = Source extends fc.Arbitrary<infer Value> ? Value : never;

/** What this dialect reads is what the codec of Anthropic endpoints writes, and the other way round. */
const codec = createAnthropicCodec();
const model = describeCustomModel({ id: 'm', capabilities: { vision: true } });
const context = { provider: 'box', model, nowSeconds: 1 };

const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 });
const name = fc.stringMatching(/^[a-z_]{1,12}$/);
const input = fc.dictionary(fc.string({ maxLength: 8 }), fc.jsonValue({ maxDepth: 3 }), { maxKeys: 4 });

/** One turn of the assistant with its calls, and what the user says to it. */
const turn = fc.record({
  said: fc.option(text, { nil: null }),
  reasoning: fc.option(text, { nil: undefined }),
  calls: fc.array(fc.record({ name, input, result: text }), { maxLength: 3 }),
  next: fc.oneof(text, fc.constant(undefined)),
});

const picture = { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } };

function conversation(turns: readonly Given<typeof turn>[], hasPicture: boolean): ChatMessage[] {
  let calls = 0;
  const asked: ChatMessage = {
    role: 'user',
    content: hasPicture ? [{ type: 'text', text: 'Look' }, picture] : 'Hello',
  };
  return [
    asked,
    ...turns.flatMap((one): ChatMessage[] => {
      const tool_calls = one.calls.map((call) => ({
        id: `call_${(calls += 1)}`,
        type: 'function',
        function: { name: call.name, arguments: JSON.stringify(call.input) },
      }));
      const content = one.said ?? (tool_calls.length === 0 ? 'Yes' : null);
      const results = one.calls.map((call, at): ChatMessage => ({
        role: 'tool',
        tool_call_id: tool_calls[at]?.id ?? '',
        content: call.result,
      }));
      // The user speaks after every turn, or two turns of the assistant would be one.
      const next = one.next ?? (results.length === 0 ? 'Go on' : undefined);
      return [
        {
          role: 'assistant',
          content,
          ...(one.reasoning === undefined ? {} : { reasoning_content: one.reasoning }),
          ...(tool_calls.length === 0 ? {} : { tool_calls }),
        },
        ...results,
        ...(next === undefined ? [] : [{ role: 'user' as const, content: next }]),
      ];
    }),
  ];
}

const request = fc.record(
  {
    temperature: fc.double({ min: 0, max: 1, noNaN: true }),
    top_p: fc.double({ min: 0, max: 1, noNaN: true }),
    stop: fc.array(text, { minLength: 1, maxLength: 3 }),
    user: text,
    thinking: fc.constantFrom({ type: 'enabled' }, { type: 'disabled' }),
    tool_choice: fc.constantFrom('auto', 'none', 'required', {
      type: 'function',
      function: { name: 'clock' },
    }),
    parallel_tool_calls: fc.constant(false),
  },
  { requiredKeys: [] },
);
const clock = {
  type: 'function',
  function: { name: 'clock', description: 'Time', parameters: { type: 'object' } },
};

it('a request goes there and back unchanged', () => {
  fc.assert(
    fc.property(
      fc.array(turn, { maxLength: 3 }),
      fc.boolean(),
      fc.option(text, { nil: undefined }),
      request,
      (turns, hasPicture, system, parameters) => {
        const asked = {
          model: 'm',
          max_tokens: 100,
          tools: [clock],
          ...parameters,
          messages: [
            ...(system === undefined ? [] : [{ role: 'system', content: system }]),
            ...conversation(turns, hasPicture),
          ],
        } as ChatRequest;
        const warned: unknown[] = [];
        const sent = codec.encodeRequest(asked, {
          ...context,
          stream: false,
          warn: (warning) => warned.push(warning),
        });
        const { request: read, warnings } = parseMessagesBody(JSON.parse(JSON.stringify(sent)));
        const { tool_choice: choice = 'auto', parallel_tool_calls: serial, ...rest } = asked;
        // Serial calls are said inside the choice; where nothing may be called, there is none.
        const chosen =
          parameters.tool_choice === undefined && serial === undefined ? {} : { tool_choice: choice };
        const only = serial === false && choice !== 'none' ? { parallel_tool_calls: false } : {};
        expect(read).toEqual({ ...rest, ...chosen, ...only, stream: false });
        expect([warned, warnings]).toEqual([[], []]);
      },
    ),
    { numRuns: 300 },
  );
});

const answer = fc.record({
  reasoning: fc.oneof(fc.constant(''), text),
  signed: fc.boolean(),
  said: fc.oneof(fc.constant(''), text),
  calls: fc.array(fc.record({ name, input }), { maxLength: 3 }),
});

function completionOf({ reasoning, signed, said, calls }: Given<typeof answer>): ChatCompletion {
  const isEmpty = said === '' && calls.length === 0;
  const block = { type: 'thinking', thinking: reasoning, signature: 'sig', provider: 'kimi' };
  const message: AssistantMessage = {
    role: 'assistant',
    content: isEmpty ? 'Yes' : said === '' ? null : said,
    ...(reasoning === '' ? {} : { reasoning_content: reasoning }),
    ...(reasoning === '' || !signed ? {} : { thinking_blocks: [block] }),
    ...(calls.length === 0
      ? {}
      : {
          tool_calls: calls.map((call, at) => ({
            id: `call_${at}`,
            type: 'function',
            function: { name: call.name, arguments: JSON.stringify(call.input) },
          })),
        }),
  };
  return {
    id: 'msg_1',
    object: 'chat.completion',
    created: 1,
    model: 'm',
    choices: [{ index: 0, message, finish_reason: calls.length > 0 ? 'tool_calls' : 'stop' }],
    usage: {
      prompt_tokens: 10,
      completion_tokens: 4,
      total_tokens: 14,
      prompt_tokens_details: { cached_tokens: 3 },
    },
  };
}

const view = (thinking: ThinkingDisplay) => ({
  view: { thinking, stopSequences: [] },
  counted: noUsage,
  estimatedInputTokens: 0,
  refuse: (message: string) => new Error(message),
});

/** What only this dialect knows of signatures: reg's own marks, which are no vendor's. */
const withoutSeals = (message: Readonly<Record<string, unknown>> | undefined) => {
  const { thinking_blocks: _blocks, ...rest } = message ?? {};
  return rest;
};

it('an answer goes there and back unchanged', () => {
  fc.assert(
    fc.property(answer, (given) => {
      const completion = completionOf(given);
      const back = codec.decodeCompletion(messageFromCompletion(completion, view('shown')), context);
      expect(back.choices[0]?.finish_reason).toBe(completion.choices[0]?.finish_reason);
      expect(withoutSeals(back.choices[0]?.message)).toEqual(withoutSeals(completion.choices[0]?.message));
      expect(back.usage).toEqual(completion.usage);
    }),
    { numRuns: 300 },
  );
});

it('a stream goes there and back unchanged', () => {
  fc.assert(
    fc.property(answer, (given) => {
      const completion = completionOf(given);
      const [choice] = completion.choices;
      const { content, reasoning_content, thinking_blocks, tool_calls = [] } = choice!.message;
      const head = { id: 'msg_1', object: 'chat.completion.chunk' as const, created: 1, model: 'm' };
      const deltas = [
        { role: 'assistant' as const, content: '' },
        ...(reasoning_content === undefined ? [] : [{ reasoning_content }]),
        ...(thinking_blocks === undefined ? [] : [{ thinking_blocks }]),
        ...(content === null ? [] : [{ content }]),
        ...tool_calls.map((call, index) => ({ tool_calls: [{ index, ...call }] })),
      ];
      const events = new MessageEvents(view('shown'));
      const written = [
        ...deltas.flatMap((delta) =>
          events.translate({ ...head, choices: [{ index: 0, delta, finish_reason: null }] }),
        ),
        ...events.translate({
          ...head,
          choices: [{ index: 0, delta: {}, finish_reason: choice!.finish_reason }],
          usage: completion.usage!,
        }),
        ...events.end(noUsage),
      ];
      const decode = codec.createChunkDecoder(context);
      const chunks = written
        .map((event) => decode(JSON.parse(JSON.stringify(event))))
        .filter((chunk) => chunk !== undefined);
      const read = chunks.flatMap(({ choices }) => choices.map(({ delta }) => delta));
      const joined = (field: 'content' | 'reasoning_content') =>
        read.map((delta) => delta[field] ?? '').join('');
      expect(joined('content')).toBe(content ?? '');
      expect(joined('reasoning_content')).toBe(reasoning_content ?? '');
      const calls = new Map<number, { id: string | undefined; name: string; arguments: string }>();
      for (const fragment of read.flatMap((delta) => delta.tool_calls ?? [])) {
        const call = calls.get(fragment.index) ?? { id: fragment.id, name: '', arguments: '' };
        call.name += fragment.function?.name ?? '';
        call.arguments += fragment.function?.arguments ?? '';
        calls.set(fragment.index, call);
      }
      expect([...calls.values()]).toEqual(tool_calls.map(({ id, function: called }) => ({ id, ...called })));
      expect(chunks.at(-1)).toMatchObject({
        choices: [{ finish_reason: choice!.finish_reason }],
        usage: completion.usage,
      });
    }),
    { numRuns: 300 },
  );
});

it('a vendor’s signature goes through a client that is shown the thinking, and one that is not', () => {
  fc.assert(
    fc.property(answer, fc.constantFrom<ThinkingDisplay>('shown', 'sealed', 'hidden'), (given, display) => {
      const completion = completionOf({ ...given, reasoning: given.reasoning || 'Hm', signed: true });
      const { content } = messageFromCompletion(completion, view(display));
      const sent = completion.choices[0]!.message;
      // A client that asked for no thinking gets it back beside tool calls only.
      if (display === 'hidden' && sent.tool_calls === undefined) return;
      const { request: read } = parseMessagesBody({
        model: 'm',
        max_tokens: 9,
        messages: [
          { role: 'user', content: 'Hi' },
          { role: 'assistant', content },
          { role: 'user', content: 'And?' },
        ],
      });
      expect(read.messages[1]?.['thinking_blocks']).toEqual(sent['thinking_blocks']);
      expect(read.messages[1]?.reasoning_content).toBe(sent.reasoning_content);
    }),
    { numRuns: 300 },
  );
});
