import { InvalidRequestError, type ChatRequest } from '@reg/core';
import { describe, expect, it } from 'vitest';
import { parseMessagesBody } from './parse-messages-body.js';
import { sealThinking, shownThinkingSignature } from './sealed-thinking.js';

type Json = Readonly<Record<string, unknown>>;

const hello = [{ role: 'user', content: 'hello' }];
const schema = { type: 'object', properties: { city: { type: 'string' } } };

/** The chat request for a body that is otherwise plain, without what every one of them has. */
function translated(body: Json): Json {
  const { model: _model, messages, ...rest } = parseMessagesBody({ messages: hello, ...body }).request;
  return 'messages' in body || 'system' in body ? { messages, ...rest } : rest;
}

function warningsOf(body: Json): string[] {
  return parseMessagesBody({ messages: hello, ...body }).warnings.map(
    ({ parameter, action }) => `${parameter} ${action}`,
  );
}

function problemsOf(body: unknown): string[] {
  try {
    parseMessagesBody(body);
  } catch (error) {
    if (InvalidRequestError.isInstance(error)) return error.problems.map(({ parameter }) => parameter);
    throw error;
  }
  return [];
}

const turn = (role: string, content: unknown) => ({ messages: [...hello, { role, content }] });

describe('parameters', () => {
  it.each<[string, Json, Partial<ChatRequest>]>([
    ['max_tokens', { max_tokens: 5 }, { max_tokens: 5 }],
    [
      'sampling',
      { temperature: 0.5, top_p: 0.9, top_k: 4 },
      { temperature: 0.5, top_p: 0.9, top_k: 4 } as Partial<ChatRequest>,
    ],
    ['stop sequences', { stop_sequences: ['a', 'b'] }, { stop: ['a', 'b'] }],
    ['no stop sequences', { stop_sequences: [] }, {}],
    ['a user', { metadata: { user_id: 'u-1' } }, { user: 'u-1' }],
    ['stream', { stream: true }, { stream: true }],
    ['null', { stream: null, temperature: null, metadata: null, tools: null, system: null }, {}],
    ['effort', { output_config: { effort: 'high' } }, { reasoning_effort: 'high' }],
    [
      'a schema',
      { output_config: { format: { type: 'json_schema', schema } } },
      { response_format: { type: 'json_schema', json_schema: { name: 'answer', schema, strict: true } } },
    ],
    [
      'a schema under its old name',
      { output_format: { type: 'json_schema', schema } },
      { response_format: { type: 'json_schema', json_schema: { name: 'answer', schema, strict: true } } },
    ],
    ['thinking', { thinking: { type: 'enabled' } }, { thinking: { type: 'enabled' } }],
    ['no thinking', { thinking: { type: 'disabled' } }, { thinking: { type: 'disabled' } }],
    ['thinking as the model sees fit', { thinking: { type: 'adaptive' } }, {}],
    [
      'adaptive thinking by effort',
      { thinking: { type: 'adaptive' }, output_config: { effort: 'low' } },
      { reasoning_effort: 'low' },
    ],
    [
      'effort without thinking',
      { thinking: { type: 'disabled' }, output_config: { effort: 'low' } },
      { thinking: { type: 'disabled' } },
    ],
  ])('%s', (_name, body, expected) => {
    expect(translated(body)).toEqual({ ...('system' in body ? { messages: hello } : {}), ...expected });
  });

  it('keeps the model and takes routing options from reg', () => {
    const { request, route } = parseMessagesBody({ model: 'auto', messages: hello, reg: { freeOnly: true } });
    expect(request).toEqual({ model: 'auto', messages: hello });
    expect(route).toEqual({ freeOnly: true });
  });
});

describe('tools', () => {
  const tool = { name: 'get_weather', description: 'Weather', input_schema: schema };
  const offered = {
    type: 'function',
    function: { name: 'get_weather', description: 'Weather', parameters: schema },
  };

  it.each<[string, Json, Json]>([
    ['without a type', { tools: [tool] }, { tools: [offered] }],
    ['of type custom', { tools: [{ type: 'custom', ...tool }] }, { tools: [offered] }],
    ['without any', { tools: [] }, {}],
    [
      'that are strict, without description, cached',
      { tools: [{ name: 'a', input_schema: schema, strict: true, cache_control: { type: 'ephemeral' } }] },
      { tools: [{ type: 'function', function: { name: 'a', parameters: schema, strict: true } }] },
    ],
    ['auto', { tools: [tool], tool_choice: { type: 'auto' } }, { tools: [offered], tool_choice: 'auto' }],
    ['any', { tools: [tool], tool_choice: { type: 'any' } }, { tools: [offered], tool_choice: 'required' }],
    ['none', { tools: [tool], tool_choice: { type: 'none' } }, { tools: [offered], tool_choice: 'none' }],
    [
      'one by name, one at a time',
      {
        tools: [tool],
        tool_choice: { type: 'tool', name: 'get_weather', disable_parallel_tool_use: true },
      },
      {
        tools: [offered],
        tool_choice: { type: 'function', function: { name: 'get_weather' } },
        parallel_tool_calls: false,
      },
    ],
    [
      'a server’s, which is left out',
      { tools: [tool, { type: 'web_search_20250305', name: 'web_search', max_uses: 3 }] },
      { tools: [offered] },
    ],
    [
      'a server’s that was forced',
      {
        tools: [tool, { type: 'web_search_20250305', name: 'web_search' }],
        tool_choice: { type: 'tool', name: 'web_search' },
      },
      { tools: [offered], tool_choice: 'auto' },
    ],
    [
      'nothing but a server’s that was forced',
      {
        tools: [{ type: 'web_fetch_20250910', name: 'web_fetch' }],
        tool_choice: { type: 'tool', name: 'web_fetch' },
      },
      {},
    ],
  ])('%s', (_name, body, expected) => {
    expect(translated(body)).toEqual(expected);
  });
});

describe('messages', () => {
  const png = { type: 'base64', media_type: 'image/png', data: 'AAAA' };
  const image = { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } };

  it.each<[string, Json, unknown[]]>([
    ['a system prompt', { system: 'Be brief.' }, [{ role: 'system', content: 'Be brief.' }, ...hello]],
    [
      'system blocks',
      {
        system: [
          { type: 'text', text: 'x-anthropic-billing-header: cc_version=2; cch=1;' },
          { type: 'text', text: 'A', cache_control: { type: 'ephemeral' } },
          { type: 'text', text: 'B' },
        ],
      },
      [{ role: 'system', content: 'A\n\nB' }, ...hello],
    ],
    [
      'a system message on the way',
      turn('system', [{ type: 'text', text: 'Now in verse.' }]),
      [...hello, { role: 'system', content: 'Now in verse.' }],
    ],
    [
      'one text block',
      turn('user', [{ type: 'text', text: 'x' }]),
      [...hello, { role: 'user', content: 'x' }],
    ],
    [
      'texts and pictures, in their order',
      turn('user', [
        { type: 'text', text: 'a', cache_control: { type: 'ephemeral' } },
        { type: 'image', source: png },
        { type: 'image', source: { type: 'url', url: 'https://x.test/a' } },
        { type: 'text', text: 'b' },
      ]),
      [
        ...hello,
        {
          role: 'user',
          content: [
            { type: 'text', text: 'a' },
            image,
            { type: 'image_url', image_url: { url: 'https://x.test/a' } },
            { type: 'text', text: 'b' },
          ],
        },
      ],
    ],
    [
      'documents and search results',
      turn('user', [
        { type: 'document', title: 'T', source: { type: 'text', media_type: 'text/plain', data: 'body' } },
        {
          type: 'document',
          title: 'a.pdf',
          source: { type: 'base64', media_type: 'application/pdf', data: 'QQ==' },
        },
        { type: 'document', source: { type: 'url', url: 'https://x.test/a.pdf' } },
        { type: 'document', source: { type: 'content', content: [{ type: 'image', source: png }] } },
        { type: 'search_result', title: 'S', source: 'u', content: [{ type: 'text', text: 'found' }] },
      ]),
      [
        ...hello,
        {
          role: 'user',
          content: [
            { type: 'text', text: 'T\nbody' },
            { type: 'file', file: { file_data: 'data:application/pdf;base64,QQ==', filename: 'a.pdf' } },
            { type: 'file_url', file_url: { url: 'https://x.test/a.pdf' } },
            image,
            { type: 'text', text: 'S\nu\n' },
            { type: 'text', text: 'found' },
          ],
        },
      ],
    ],
    [
      'an assistant’s texts, thinking and tool uses',
      turn('assistant', [
        { type: 'thinking', thinking: 'hm', signature: shownThinkingSignature },
        { type: 'thinking', thinking: '', signature: sealThinking(' so') },
        { type: 'redacted_thinking', data: sealThinking(' it is') },
        { type: 'text', text: 'I ' },
        { type: 'text', text: 'ask.' },
        { type: 'tool_use', id: 'toolu_1', name: 'get_weather', input: { city: 'Ü' } },
      ]),
      [
        ...hello,
        {
          role: 'assistant',
          content: 'I ask.',
          reasoning_content: 'hm so it is',
          tool_calls: [
            { id: 'toolu_1', type: 'function', function: { name: 'get_weather', arguments: '{"city":"Ü"}' } },
          ],
        },
      ],
    ],
    [
      'tool results, before what else the turn says',
      turn('user', [
        { type: 'text', text: 'there' },
        { type: 'tool_result', tool_use_id: 'a', content: 'mild' },
        {
          type: 'tool_result',
          tool_use_id: 'b',
          is_error: true,
          content: [
            { type: 'text', text: 'x' },
            { type: 'text', text: 'y' },
          ],
        },
        { type: 'tool_result', tool_use_id: 'c' },
      ]),
      [
        ...hello,
        { role: 'tool', tool_call_id: 'a', content: 'mild' },
        { role: 'tool', tool_call_id: 'b', content: 'Error: x\ny' },
        { role: 'tool', tool_call_id: 'c', content: '' },
        { role: 'user', content: 'there' },
      ],
    ],
    [
      'pictures and unknown things in a tool result',
      turn('user', [
        {
          type: 'tool_result',
          tool_use_id: 'a',
          content: [
            { type: 'image', source: png },
            { type: 'tool_reference', tool_name: 'x' },
          ],
        },
        { type: 'text', text: 'and?' },
      ]),
      [
        ...hello,
        {
          role: 'tool',
          tool_call_id: 'a',
          content:
            '{"type":"tool_reference","tool_name":"x"}\n[1 attachment(s) of this result follow in the next message]',
        },
        {
          role: 'user',
          content: [
            { type: 'text', text: '[Attachment(s) of the result of tool call a]' },
            image,
            { type: 'text', text: 'and?' },
          ],
        },
      ],
    ],
    [
      'a prefill',
      turn('assistant', 'Once'),
      [...hello, { role: 'assistant', content: 'Once', partial: true }],
    ],
    [
      'a turn of which nothing is left',
      {
        messages: [...hello, { role: 'assistant', content: [{ type: 'thinking', thinking: 'x' }] }, ...hello],
      },
      [...hello, ...hello],
    ],
  ])('%s', (_name, body, expected) => {
    expect(translated(body)['messages']).toEqual(expected);
  });
});

describe('what is reported', () => {
  it.each<[string, Json, string[]]>([
    ['nothing, for what is translated', { max_tokens: 1, cache_control: { type: 'ephemeral' } }, []],
    ['nothing, for what is the default', { service_tier: 'auto', speed: 'standard', container: null }, []],
    [
      'fields without a counterpart',
      { context_management: {}, mcp_servers: [], service_tier: 'standard_only', made_up: 1 },
      ['context_management', 'mcp_servers', 'service_tier', 'made_up'].map((name) => `${name} dropped`),
    ],
    [
      'parts of fields',
      {
        thinking: { type: 'enabled', budget_tokens: 2000 },
        metadata: { user_id: 'u', team: 'x' },
        output_config: { effort: 'low', task_budget: 1 },
      },
      ['thinking.budget_tokens dropped', 'metadata.team dropped', 'output_config.task_budget dropped'],
    ],
    [
      'tools that only Anthropic knows',
      {
        tools: [
          { name: 'a', input_schema: schema, defer_loading: true },
          { name: 'b', input_schema: schema, defer_loading: true },
          { name: 'web_search', type: 'web_search_20250305' },
        ],
        tool_choice: { type: 'tool', name: 'web_search' },
      },
      ['tools.defer_loading dropped', 'tools.web_search dropped', 'tool_choice changed'],
    ],
    [
      'what a tool of the client asks of Anthropic',
      {
        tools: [
          { type: 'bash_20250124', name: 'bash', strict: true, cache_control: { type: 'ephemeral' } },
          { type: 'text_editor_20250728', name: 'str_replace_based_edit_tool', max_characters: 500 },
          { type: 'memory_20250818', name: 'memory', input_examples: [{}] },
        ],
      },
      ['tools.strict dropped', 'tools.input_examples dropped'],
    ],
    [
      'sets of tools, and versions that nobody here knows',
      {
        tools: [
          { name: 'a', input_schema: schema },
          { type: 'mcp_toolset', mcp_server_name: 'files' },
          { type: 'computer_toolset_20260801' },
          { type: 'bash_20991231', name: 'bash' },
        ],
      },
      ['tools.mcp_toolset dropped', 'tools.computer_toolset_20260801 dropped', 'tools.bash dropped'],
    ],
    [
      'what another service did or sealed',
      turn('assistant', [
        { type: 'server_tool_use', id: 'x', name: 'web_search', input: {} },
        { type: 'thinking', thinking: '', signature: 'EqoBCkgIARAB' },
        { type: 'text', text: 'x' },
      ]),
      ['messages.server_tool_use dropped', 'messages.thinking dropped'],
    ],
    ['an emptied turn', turn('assistant', []), ['messages.assistant dropped']],
  ])('%s', (_name, body, expected) => {
    expect(warningsOf(body).toSorted()).toEqual([...expected].toSorted());
  });

  it('is bounded', () => {
    const body = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`field_${index}`, 1]));
    expect(warningsOf(body)).toHaveLength(50);
  });
});

describe('what is refused', () => {
  it.each<[string, unknown, string[]]>([
    ['no object', [], ['body']],
    ['no messages', { messages: [] }, ['messages']],
    ['an unknown role', { messages: [{ role: 'tool', content: 'x' }] }, ['messages[0].role']],
    ['no content', { messages: [{ role: 'user' }] }, ['messages[0].content']],
    ['empty content', { messages: [{ role: 'user', content: [] }] }, ['messages[0].content']],
    [
      'blocks that no model can be given',
      turn('user', [
        { type: 'text', text: 'x' },
        { type: 'container_upload', file_id: 'f' },
      ]),
      ['messages[1].content[1].type'],
    ],
    [
      'sources that say nothing',
      turn('user', [
        { type: 'image', source: { type: 'file', file_id: 'f' } },
        { type: 'document', source: {} },
      ]),
      ['messages[1].content[0].source', 'messages[1].content[1].source'],
    ],
    [
      'a result of nothing',
      turn('user', [{ type: 'tool_result', content: 'x' }]),
      ['messages[1].content[0].tool_use_id'],
    ],
    [
      'a tool use without anything',
      turn('assistant', [{ type: 'tool_use' }]),
      ['id', 'name', 'input'].map((field) => `messages[1].content[0].${field}`),
    ],
    ['a system prompt of pictures', { messages: hello, system: [{ type: 'image' }] }, ['system[0]']],
    ['a tool without a schema', { messages: hello, tools: [{ name: 'x' }] }, ['tools[0].input_schema']],
    ['a nameless tool', { messages: hello, tools: [{ input_schema: schema }] }, ['tools[0]']],
    ['a strange choice', { messages: hello, tool_choice: { type: 'maybe' } }, ['tool_choice']],
    [
      'a choice by an inherited name',
      { messages: hello, tool_choice: { type: 'constructor' } },
      ['tool_choice'],
    ],
    [
      'a block of an inherited type',
      { messages: [{ role: 'user', content: [{ type: 'constructor' }] }] },
      ['messages[0].content[0].type'],
    ],
    ['strange thinking', { messages: hello, thinking: { type: 'deep' } }, ['thinking.type']],
    ['a promise about places', { messages: hello, inference_geo: 'eu' }, ['inference_geo']],
    ['a misspelled reg', { messages: hello, Reg: { freeOnly: true } }, ['Reg']],
    [
      'everything at once',
      { model: 5, messages: 1, max_tokens: 0, stop_sequences: 1, top_k: 'x', reg: { freeOnly: 1 } },
      ['top_k', 'stop_sequences', 'messages', 'model', 'max_tokens', 'reg.freeOnly'],
    ],
  ])('%s', (_name, body, expected) => {
    expect(problemsOf(body)).toEqual(expected);
  });

  it('is bounded', () => {
    const messages = Array.from({ length: 10_000 }, () => ({ role: 'user', content: [{ type: 'x' }] }));
    expect(problemsOf({ messages })).toHaveLength(20);
  });
});

describe('the view of the answer', () => {
  it.each([
    [undefined, 'hidden'],
    [{ type: 'disabled' }, 'hidden'],
    [{ type: 'enabled', budget_tokens: 1024 }, 'shown'],
    [{ type: 'adaptive' }, 'shown'],
    [{ type: 'adaptive', display: 'summarized' }, 'shown'],
    [{ type: 'adaptive', display: 'omitted' }, 'sealed'],
  ])('after thinking %j has it %s', (thinking, expected) => {
    expect(parseMessagesBody({ messages: hello, thinking }).view.thinking).toBe(expected);
  });
});
