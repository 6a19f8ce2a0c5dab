import { BadRequestError } from '@reg/core';
import type { ChatMessage, ChatRequest, ChatTool, ToolChoice } from '@reg/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeFor } from '../test/encode-for.js';
import { glmCodingModels } from './glm-coding-models.js';
import { glmUnknownParameters } from './glm-encode-request.js';
import { glmRanges } from './glm-sampling.js';

const lookup: ChatTool = {
  type: 'function',
  function: { name: 'lookup', description: 'Looks up', parameters: { type: 'object', properties: {} } },
};
const search: ChatTool = {
  type: 'web_search',
  web_search: { enable: true, search_engine: 'search_pro_jina' },
};

type Row = [request: Partial<ChatRequest>, sent: Record<string, unknown>, warned: string[]];

/** Only the named fields are compared: `undefined` means that the field must be absent. */
function check(model: string, [request, sent, warned]: Row, stream = false) {
  const encoded = encodeFor(model, request, stream);
  for (const [field, value] of Object.entries(sent)) expect(encoded.body[field], field).toEqual(value);
  expect(encoded.warned).toEqual(warned);
}

describe('temperature and top_p', () => {
  it.each<Row>([
    [{ temperature: 0.7 }, { temperature: 0.7, do_sample: undefined }, []],
    [{ temperature: 1 }, { temperature: 1 }, []],
    [{ temperature: 1.6 }, { temperature: 1 }, ['changed temperature']],
    [{ temperature: 0 }, { temperature: undefined, do_sample: false }, ['changed temperature']],
    [{ temperature: -1 }, { temperature: undefined, do_sample: false }, ['changed temperature']],
    [{ temperature: null }, { temperature: undefined, do_sample: undefined }, []],
    [{ do_sample: false }, { do_sample: false }, []],
    [{ top_p: 0.5 }, { top_p: 0.5 }, []],
    [{ top_p: 0 }, { top_p: 0.01 }, ['changed top_p']],
    [{ top_p: 1.5 }, { top_p: 1 }, ['changed top_p']],
  ])('%j', (...row) => check('glm-4.6', row));
});

describe('the output limit', () => {
  it.each<Row>([
    [{ max_tokens: 100 }, { max_tokens: 100 }, []],
    [
      { max_completion_tokens: 100 },
      { max_tokens: 100, max_completion_tokens: undefined },
      ['renamed max_completion_tokens'],
    ],
    [{ max_tokens: 1, max_completion_tokens: 2 }, { max_tokens: 2 }, ['renamed max_completion_tokens']],
    [{ max_tokens: 200_000 }, { max_tokens: 98_304 }, ['changed max_tokens']],
  ])('%j', (...row) => check('glm-4.5', row));
});

describe('stop', () => {
  it.each<Row>([
    [{ stop: 'END' }, { stop: ['END'] }, []],
    [{ stop: ['END'] }, { stop: ['END'] }, []],
    [{ stop: ['END', 'FIN'] }, { stop: ['END'] }, ['changed stop']],
    [{ stop: [] }, { stop: undefined }, []],
    [{ stop: null }, { stop: undefined }, []],
  ])('%j', (...row) => check('glm-4.6', row));
});

describe('thinking', () => {
  const off = { thinking: { type: 'disabled' } };
  const on = { thinking: { type: 'enabled' } };
  const rows: [model: string, ...row: Row][] = [
    ['glm-5.3', {}, { thinking: undefined, reasoning_effort: undefined }, []],
    ['glm-5.3', off, { thinking: undefined, reasoning_effort: 'low' }, ['changed thinking']],
    ['glm-5.3', { reasoning_effort: 'none' }, { reasoning_effort: 'low' }, ['changed reasoning_effort']],
    ['glm-5.3', { reasoning_effort: 'minimal' }, { reasoning_effort: 'low' }, ['changed reasoning_effort']],
    ['glm-5.3', { reasoning_effort: 'low' }, { reasoning_effort: 'low' }, []],
    [
      'glm-5.3-flash',
      { reasoning_effort: 'medium' },
      { reasoning_effort: 'high' },
      ['changed reasoning_effort'],
    ],
    ['glm-5.3', { reasoning_effort: 'high' }, { reasoning_effort: 'high' }, []],
    ['glm-5.3', { reasoning_effort: 'xhigh' }, { reasoning_effort: 'max' }, ['changed reasoning_effort']],
    ['glm-5.3', { reasoning_effort: 'max' }, { reasoning_effort: 'max' }, []],
    [
      'glm-5.3',
      { reasoning_effort: 'valueOf' },
      { reasoning_effort: undefined },
      ['dropped reasoning_effort'],
    ],
    ...['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'].map(
      (reasoning_effort): [string, ...Row] => ['glm-5.2', { reasoning_effort }, { reasoning_effort }, []],
    ),
    [
      'glm-5.2',
      { reasoning_effort: 'extreme' },
      { reasoning_effort: undefined },
      ['dropped reasoning_effort'],
    ],
    ['glm-5.2', off, off, []],
    ['glm-4.7', off, off, []],
    [
      'glm-4.7',
      { reasoning_effort: 'none' },
      { ...off, reasoning_effort: undefined },
      ['changed reasoning_effort'],
    ],
    ['glm-4.7', { reasoning_effort: 'minimal' }, off, ['changed reasoning_effort']],
    ['glm-4.7', { reasoning_effort: 'low' }, on, ['changed reasoning_effort']],
    ['glm-4.7', { ...off, reasoning_effort: 'high' }, off, ['dropped reasoning_effort']],
    [
      'glm-4.7',
      { thinking: { type: 'enabled', clear_thinking: false, keep: 'all', budget_tokens: 9 } },
      { thinking: { type: 'enabled', clear_thinking: false } },
      [],
    ],
    ['glm-4.7', { thinking: { type: 'adaptive' } }, { thinking: undefined }, []],
    ['glm-4-32b-0414-128k', off, { thinking: undefined }, ['dropped thinking']],
    [
      'glm-z1-flash',
      { reasoning_effort: 'high' },
      { reasoning_effort: undefined },
      ['dropped reasoning_effort'],
    ],
  ];
  it.each(rows)('of %s, asked for %j, is sent as %j', (model, ...row) => check(model, row));

  it('of a rerouted id follows the model that answers', () => {
    const [rerouted] = glmCodingModels.filter(({ id }) => id === 'glm-5.1');
    const { body } = encodeFor(rerouted ?? 'missing', off);
    expect(body).toMatchObject({ model: 'glm-5.1', reasoning_effort: 'low' });
    expect(body).not.toHaveProperty('thinking');
  });
});

describe('tools', () => {
  const tools = [lookup, search];
  it.each<Row>([
    [{ tools }, { tools, tool_choice: undefined }, []],
    [{ tools, tool_choice: 'auto' }, { tools, tool_choice: undefined }, []],
    [{ tools, tool_choice: 'none' }, { tools: undefined, tool_choice: undefined }, ['changed tool_choice']],
    [{ tools, tool_choice: 'required' }, { tools, tool_choice: undefined }, ['dropped tool_choice']],
    [
      { tools, tool_choice: { type: 'function', function: { name: 'lookup' } } },
      { tools, tool_choice: undefined },
      ['dropped tool_choice'],
    ],
    [
      { tools: [{ type: 'builtin_function', function: { name: '$web_search' } }] },
      { tools: undefined },
      ['dropped tools'],
    ],
    [
      { tools: [{ type: 'function', function: { name: 'now' } }] },
      {
        tools: [
          {
            type: 'function',
            function: { name: 'now', description: 'now', parameters: { type: 'object', properties: {} } },
          },
        ],
      },
      ['changed tools.function.description'],
    ],
  ])('%j', (...row) => check('glm-4.6', row));

  it.each<
    [model: string, request: Partial<ChatRequest>, stream: boolean, toolStream: unknown, warned: string[]]
  >([
    ['glm-4.6', { tools }, true, true, []],
    ['glm-5.3-flash', { tools }, true, true, []],
    ['glm-4.6', { tools, tool_stream: false }, true, false, []],
    ['glm-4.6', { tools }, false, undefined, []],
    ['glm-4.6', { tools: [search] }, true, undefined, []],
    ['glm-4.5', { tools }, true, undefined, []],
    ['glm-4.5', { tools, tool_stream: true }, true, undefined, ['dropped tool_stream']],
    ['glm-4.6v', { tools }, true, undefined, []],
    ['glm-4-32b-0414-128k', { tools }, true, undefined, []],
  ])('of %s, %j, streaming %s, have tool_stream %s', (model, request, stream, tool_stream, warned) =>
    check(model, [request, { tool_stream }, warned], stream),
  );
});

describe('what GLM does not have', () => {
  it.each(Object.entries(glmUnknownParameters))('drops %s, silently when it is %s', (parameter, harmless) => {
    check('glm-4.6', [{ [parameter]: 7 }, { [parameter]: undefined }, [`dropped ${parameter}`]]);
    check('glm-4.6', [{ [parameter]: harmless }, { [parameter]: undefined }, []]);
  });

  it('drops stream_options silently, since usage comes anyway', () => {
    check('glm-4.6', [{ stream_options: { include_usage: true } }, { stream_options: undefined }, []], true);
  });

  it.each<Row>([
    [{ user: 'user-42' }, { user: undefined, user_id: 'user-42' }, ['renamed user']],
    [{ user: 'u' }, { user: undefined, user_id: undefined }, ['dropped user']],
    [{ user: 'u'.repeat(129) }, { user_id: undefined }, ['dropped user']],
    [{ user_id: 'user-42' }, { user_id: 'user-42' }, []],
  ])('sends the user as user_id: %j', (...row) => check('glm-4.6', row));

  it.each<[model: string, ...row: Row]>([
    ['glm-4.6', { response_format: { type: 'text' } }, { response_format: undefined }, []],
    [
      'glm-4.6',
      { response_format: { type: 'json_object' } },
      { response_format: { type: 'json_object' } },
      [],
    ],
    [
      'glm-4.6',
      { response_format: { type: 'json_schema', json_schema: { name: 'a', schema: {} } } },
      { response_format: { type: 'json_object' } },
      ['changed response_format'],
    ],
    [
      'glm-4.6v',
      { response_format: { type: 'json_object' } },
      { response_format: undefined },
      ['dropped response_format'],
    ],
  ])('on %s sends the format %j as %j', (model, ...row) => check(model, row));

  it('hands on what only GLM knows', () => {
    const own = { request_id: 'r-1', sensitive_word_check: { type: 'ALL', status: 'DISABLE' }, seed: 7 };
    check('glm-4.6', [own, own, []]);
  });
});

describe('messages', () => {
  const messagesOf = (messages: ChatMessage[], model = 'glm-4.6v') =>
    encodeFor(model, { messages }).body['messages'];
  const picture = (url: string) => ({ type: 'image_url', image_url: { url } });

  it('sends text in parts as one text, which is all that most roles may have', () => {
    const content = [
      { type: 'text', text: 'One' },
      { type: 'text', text: 'Two' },
    ];
    expect(
      messagesOf([
        { role: 'system', content },
        { role: 'user', content },
      ]),
    ).toEqual([
      { role: 'system', content: 'One\nTwo' },
      { role: 'user', content: 'One\nTwo' },
    ]);
  });

  it('sends a picture as bare base64, or its address, without a detail', () => {
    const content = [
      { type: 'text', text: 'Look' },
      { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0=', detail: 'high' } },
      picture('https://example.com/a.png'),
    ];
    expect(messagesOf([{ role: 'user', content }])).toEqual([
      { role: 'user', content: [content[0], picture('iVBORw0='), picture('https://example.com/a.png')] },
    ]);
  });

  describe('in the result of a tool', () => {
    const image = { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0=' } };
    const user: ChatMessage = { role: 'user', content: 'Look' };
    const calls: ChatMessage = {
      role: 'assistant',
      content: null,
      tool_calls: ['a', 'b'].map((id) => ({
        id,
        type: 'function',
        function: { name: 'f', arguments: '{}' },
      })),
    };
    const result = (id: string, content: NonNullable<ChatMessage['content']>): ChatMessage => ({
      role: 'tool',
      tool_call_id: id,
      content,
    });
    const note = (count: number) => `[${count} attachment(s) of this result follow in a user message]`;
    const belongs = (id: string) => ({
      type: 'text',
      text: `[Attachment(s) of the result of tool call ${id}]`,
    });
    const bare = picture('iVBORw0=');

    it.each<[string, ChatMessage[], unknown[], string[]]>([
      ['text stays where it is', [result('a', 'Rain')], [result('a', 'Rain')], []],
      [
        'text in parts becomes one text',
        [result('a', [{ type: 'text', text: 'Rain' }])],
        [result('a', 'Rain')],
        [],
      ],
      [
        'a picture follows in a user message',
        [result('a', [{ type: 'text', text: 'Seen' }, image])],
        [result('a', `Seen\n${note(1)}`), { role: 'user', content: [belongs('a'), bare] }],
        ['changed messages'],
      ],
      [
        'pictures of several results follow behind all of them, before what comes next',
        [result('a', [image, image]), result('b', [image]), user, result('b', 'no picture')],
        [
          result('a', note(2)),
          result('b', note(1)),
          { role: 'user', content: [belongs('a'), bare, bare, belongs('b'), bare] },
          user,
          result('b', 'no picture'),
        ],
        ['changed messages'],
      ],
    ])('%s', (_name, results, sent, warned) => {
      const encoded = encodeFor('glm-4.6v', { messages: [user, calls, ...results] });
      expect((encoded.body['messages'] as unknown[]).slice(2)).toEqual(sent);
      expect(encoded.warned).toEqual(warned);
    });

    it('nothing but text is left, and nothing is lost, whatever the conversation', () => {
      const content = fc.oneof(
        fc.string(),
        fc.array(fc.oneof(fc.constant(image), fc.record({ type: fc.constant('text'), text: fc.string() })), {
          minLength: 1,
        }),
      );
      const some = fc.oneof(
        content.map((one) => result('a', one)),
        content.map((one): ChatMessage => ({ role: 'user', content: one })),
        fc.constant(calls),
      );
      const imagesIn = (messages: unknown) => JSON.stringify(messages).split('iVBORw0=').length;
      fc.assert(
        fc.property(fc.array(some), (rest) => {
          const messages = [user, ...rest];
          const sent = encodeFor('glm-4.6v', { messages }).body['messages'] as ChatMessage[];
          expect(imagesIn(sent)).toBe(imagesIn(messages));
          for (const { role, content: told } of sent) if (role === 'tool') expect(told).toBeTypeOf('string');
          const results = (list: readonly ChatMessage[]) => list.filter(({ role }) => role === 'tool').length;
          expect(results(sent)).toBe(results(messages));
        }),
      );
    });
  });

  it('calls the developer what GLM calls it, and replays reasoning unchanged', () => {
    const answer: ChatMessage = { role: 'assistant', content: 'Hm', reasoning_content: 'Thought' };
    const user: ChatMessage = { role: 'user', content: 'Hi' };
    expect(messagesOf([{ role: 'developer', content: 'Be brief.' }, answer, user])).toEqual([
      { role: 'system', content: 'Be brief.' },
      answer,
      user,
    ]);
  });

  it('sends the last system message as the user where there is no user', () => {
    const messages: ChatMessage[] = [
      { role: 'system', content: 'Be brief.' },
      { role: 'system', content: 'Tell a joke.' },
    ];
    const { body, warned } = encodeFor('glm-4.6', { messages });
    expect(body['messages']).toEqual([messages[0], { role: 'user', content: 'Tell a joke.' }]);
    expect(warned).toEqual(['changed messages']);
  });

  it('refuses assistant messages alone before anything is sent', () => {
    const messages: ChatMessage[] = [{ role: 'assistant', content: 'Once upon' }];
    expect(() => encodeFor('glm-4.6', { messages })).toThrow(BadRequestError);
    expect(() => encodeFor('glm-4.6', { messages })).toThrow(/at least one user or tool message/);
  });
});

describe('for any request', () => {
  const requests: fc.Arbitrary<Partial<ChatRequest>> = fc.record(
    {
      temperature: fc.double({ min: -1, max: 2, noNaN: true }),
      top_p: fc.double({ min: -1, max: 2, noNaN: true }),
      n: fc.integer({ min: 1, max: 4 }),
      presence_penalty: fc.double({ noNaN: true }),
      logprobs: fc.boolean(),
      logit_bias: fc.constant({ 5: 1 }),
      top_k: fc.nat(),
      parallel_tool_calls: fc.boolean(),
      max_tokens: fc.integer({ min: 1, max: 1_000_000 }),
      max_completion_tokens: fc.integer({ min: 1, max: 1_000_000 }),
      stop: fc.array(fc.string(), { maxLength: 4 }),
      user: fc.string({ maxLength: 200 }),
      tools: fc.subarray([lookup, search, { type: 'builtin_function', function: { name: '$web_search' } }]),
      tool_choice: fc.constantFrom<ToolChoice>('auto', 'none', 'required', {
        type: 'function',
        function: { name: 'lookup' },
      }),
      thinking: fc.record({ type: fc.constantFrom('enabled', 'disabled', 'adaptive') }),
      reasoning_effort: fc.constantFrom('none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max', 'other'),
      response_format: fc.constantFrom({ type: 'text' }, { type: 'json_object' }, { type: 'json_schema' }),
      stream_options: fc.constant({ include_usage: true }),
    },
    { requiredKeys: [] },
  );
  const models = fc.constantFrom('glm-5.3', 'glm-5.2', 'glm-4.7', 'glm-4.6v', 'glm-4.5v', 'glm-z1-flash');

  it('leaves the request as it was', () => {
    fc.assert(
      fc.property(models, requests, fc.boolean(), (model, request, stream) => {
        const before = structuredClone(request);
        encodeFor(model, request, stream);
        expect(request).toEqual(before);
      }),
    );
  });

  it('sends nothing that the model refuses', () => {
    fc.assert(
      fc.property(models, requests, fc.boolean(), (model, request, stream) => {
        const { body } = encodeFor(model, request, stream);
        const refused = ['max_completion_tokens', 'tool_choice', 'stream_options', 'user'];
        for (const field of [...refused, ...Object.keys(glmUnknownParameters)])
          expect(body).not.toHaveProperty(field);
        for (const [field, [lowest, highest]] of Object.entries(glmRanges)) {
          const value = (body[field] ?? highest) as number;
          expect(value >= lowest && value <= highest, field).toBe(true);
        }
        expect((body['stop'] ?? ['']) as unknown[]).toHaveLength(1);
        expect(['json_object', undefined]).toContain(
          (body['response_format'] as { type?: string } | undefined)?.type,
        );
        const thinking = (body['thinking'] as { type?: string } | undefined)?.type;
        if (model === 'glm-5.3') {
          expect(thinking).not.toBe('disabled');
          expect([undefined, 'low', 'high', 'max']).toContain(body['reasoning_effort']);
        } else if (model !== 'glm-5.2') expect(body).not.toHaveProperty('reasoning_effort');
        if (model === 'glm-z1-flash') expect(thinking).toBeUndefined();
        if (body['tool_stream'] !== undefined) expect(stream).toBe(true);
      }),
    );
  });

  it('says nothing new about a request that it has already mended', () => {
    fc.assert(
      fc.property(models, requests, (model, request) => {
        const once = encodeFor(model, request).body;
        const twice = encodeFor(model, once as Partial<ChatRequest>);
        expect(twice.body).toEqual(once);
        expect(twice.warned).toEqual([]);
      }),
    );
  });
});
