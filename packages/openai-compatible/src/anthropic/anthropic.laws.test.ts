import { APIError, type ChatRequest } from '@reg/core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { context, encodeContext } from '../../test/decode-context.js';
import { createAnthropicCodec } from './create-anthropic-codec.js';

const codec = createAnthropicCodec();

const value: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom('', 'text', 'tool_use', 'thinking', 'end_turn', 'max_tokens', 'sig', null, 0, -1, 1e300),
  fc.jsonValue({ maxDepth: 2 }),
);
const index = fc.oneof({ weight: 4, arbitrary: fc.nat(3) }, { weight: 1, arbitrary: value });
const block = fc.record(
  {
    type: fc.constantFrom('text', 'thinking', 'redacted_thinking', 'tool_use', 'server_tool_use', 7),
    text: value,
    thinking: value,
    signature: value,
    data: value,
    id: value,
    name: value,
    input: value,
  },
  { requiredKeys: [] },
);
const delta = fc.record(
  {
    type: fc.constantFrom('text_delta', 'thinking_delta', 'signature_delta', 'input_json_delta', 'other'),
    text: value,
    thinking: value,
    signature: value,
    partial_json: value,
    stop_reason: value,
    stop_sequence: value,
  },
  { requiredKeys: ['type'] },
);
const usage = fc.record(
  { input_tokens: value, output_tokens: value, cache_read_input_tokens: value },
  { requiredKeys: [] },
);
const event = fc.record(
  {
    type: fc.constantFrom(
      'message_start',
      'content_block_start',
      'content_block_delta',
      'content_block_stop',
      'message_delta',
      'message_stop',
      'ping',
      'error',
      'new',
    ),
    index,
    content_block: fc.oneof(block, value),
    delta: fc.oneof({ weight: 5, arbitrary: delta }, { weight: 1, arbitrary: value }),
    message: fc.oneof(fc.record({ id: value, model: value, usage }, { requiredKeys: [] }), value),
    usage: fc.oneof(usage, value),
  },
  { requiredKeys: ['type'] },
);

function orTypedError(run: () => void): void {
  try {
    run();
  } catch (error) {
    if (!APIError.isInstance(error)) throw error;
  }
}

it('whatever events come, a stream is valid chunks or a typed error', () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 12 }), (events) => {
      const decode = codec.createChunkDecoder(context);
      let begun = false;
      const calls = new Set<number>();
      orTypedError(() => {
        for (const one of events) {
          const chunk = decode(one);
          if (chunk === undefined) continue;
          expect(typeof chunk.id).toBe('string');
          expect(chunk).toMatchObject({ object: 'chat.completion.chunk', created: context.nowSeconds });
          for (const choice of chunk.choices) {
            expect(choice.delta.role).toBe(begun ? undefined : 'assistant');
            begun = true;
            for (const call of choice.delta.tool_calls ?? []) {
              expect(typeof call.id).toBe(calls.has(call.index) ? 'undefined' : 'string');
              calls.add(call.index);
            }
          }
        }
      });
    }),
    { numRuns: 1_000 },
  );
});

it('whatever comes as a whole answer is a valid one or a typed error', () => {
  const body = fc.record(
    { id: value, model: value, content: fc.oneof(fc.array(block), value), stop_reason: value, usage },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fc.oneof(body, value), (json) => {
      orTypedError(() => {
        const { choices } = codec.decodeCompletion(json, context);
        expect(choices).toHaveLength(1);
        expect(choices[0]?.message.role).toBe('assistant');
      });
    }),
    { numRuns: 1_000 },
  );
});

const part = fc.oneof(
  fc.record({ type: fc.constant('text'), text: fc.string() }),
  fc.record({
    type: fc.constant('image_url'),
    image_url: fc.record({ url: fc.constantFrom('data:image/png;base64,AA==', 'https://a.b/c', 'x') }),
  }),
);
const content = fc.oneof(fc.string(), fc.array(part, { maxLength: 3 }), fc.constant(null));
const call = fc.record({
  id: fc.constantFrom('a', 'b', 'get:0', ''),
  type: fc.constant('function'),
  function: fc.record({ name: fc.string(), arguments: fc.oneof(fc.json(), fc.string()) }),
});
const message = fc.record(
  {
    role: fc.constantFrom('system', 'user', 'assistant', 'tool', 'developer'),
    content,
    tool_calls: fc.array(call, { maxLength: 3 }),
    tool_call_id: fc.constantFrom('a', 'b', 'get:0'),
    reasoning_content: fc.string(),
  },
  { requiredKeys: ['role', 'content'] },
);

it('whatever is asked, turns alternate, tool uses have ids of their own, and the request is not changed', () => {
  fc.assert(
    fc.property(fc.array(message, { maxLength: 8 }), (messages) => {
      const request = { model: 'm', messages } as ChatRequest;
      const before = structuredClone(request);
      orTypedError(() => {
        const body = codec.encodeRequest(request, encodeContext(true));
        const turns = body['messages'] as { role: string; content: string | Record<string, unknown>[] }[];
        const roles = turns.map(({ role }) => role);
        expect(roles.every((role, at) => role !== roles[at - 1])).toBe(true);
        const blocks = turns.flatMap((turn) => (typeof turn.content === 'string' ? [] : turn.content));
        const ids = blocks.filter(({ type }) => type === 'tool_use').map(({ id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
        expect(ids.every((id) => /^[\w-]+$/.test(String(id)))).toBe(true);
        expect(turns.every(({ content: said }) => said.length > 0)).toBe(true);
      });
      expect(request).toEqual(before);
    }),
    { numRuns: 1_000 },
  );
});
