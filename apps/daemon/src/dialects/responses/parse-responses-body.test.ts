import { InvalidRequestError, type ChatRequest } from '@reg/core';
import { describe, expect, it } from 'vitest';
import { parseResponsesBody } from './parse-responses-body.js';
import { sealReasoning } from './sealed-reasoning.js';

type Fields = Record<string, unknown>;

const parse = (fields: Fields) => parseResponsesBody({ model: 'kimi-k2.6', input: 'hi', ...fields });
const requestOf = (fields: Fields): ChatRequest => parse(fields).request;
const messagesOf = (...input: Fields[]) => requestOf({ input }).messages;
const warningsOf = (fields: Fields) =>
  parse(fields).warnings.map(({ parameter, action }) => `${parameter} ${action}`);

function problemsOf(fields: Fields): Record<string, string> {
  try {
    parse(fields);
  } catch (error) {
    if (!InvalidRequestError.isInstance(error)) throw error;
    return Object.fromEntries(error.problems.map(({ parameter, message }) => [parameter, message]));
  }
  throw new Error('was accepted');
}

const user = { role: 'user', content: 'hi' };
const call = (id: string, name = 'look') => ({
  type: 'function_call',
  id: `fc_${id}`,
  call_id: id,
  name,
  arguments: '{"a":1}',
  status: 'completed',
});
const output = (id: string, given: unknown = 'seen') => ({
  type: 'function_call_output',
  call_id: id,
  output: given,
});
const longId = 'call_abcdefghijklmnop';
const otherId = 'call_ponmlkjihgfedcba';
const chatCall = (id: string, name = 'look', text = '{"a":1}') => ({
  id,
  type: 'function',
  function: { name, arguments: text },
});

describe('input as messages', () => {
  it.each<[string, Fields[], unknown[]]>([
    ['a message without a type', [user], [user]],
    [
      'parts of text',
      [
        {
          type: 'message',
          role: 'user',
          content: [
            { type: 'input_text', text: 'a' },
            { type: 'input_text', text: 'b' },
          ],
        },
      ],
      [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'a' },
            { type: 'text', text: 'b' },
          ],
        },
      ],
    ],
    [
      'a picture with its detail',
      [
        {
          role: 'user',
          content: [{ type: 'input_image', image_url: 'data:image/png;base64,AA==', detail: 'low' }],
        },
      ],
      [
        {
          role: 'user',
          content: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AA==', detail: 'low' } }],
        },
      ],
    ],
    [
      'files and sound',
      [
        {
          role: 'user',
          content: [
            { type: 'input_file', filename: 'a.pdf', file_data: 'data:application/pdf;base64,AA==' },
            { type: 'input_file', file_url: 'https://x/y.pdf' },
            { type: 'input_audio', input_audio: { data: 'AA==', format: 'wav' } },
          ],
        },
      ],
      [
        {
          role: 'user',
          content: [
            { type: 'file', file: { file_data: 'data:application/pdf;base64,AA==', filename: 'a.pdf' } },
            { type: 'file_url', file_url: { url: 'https://x/y.pdf' } },
            { type: 'input_audio', input_audio: { data: 'AA==', format: 'wav' } },
          ],
        },
      ],
    ],
    [
      'developer as system',
      [{ role: 'developer', content: 'be brief' }, { role: 'system', content: 'be kind' }, user],
      [{ role: 'system', content: 'be brief' }, { role: 'system', content: 'be kind' }, user],
    ],
    [
      'an earlier answer, its metadata left behind',
      [
        user,
        {
          type: 'message',
          id: 'msg_1',
          status: 'completed',
          phase: 'final_answer',
          role: 'assistant',
          content: [{ type: 'output_text', text: 'hello', annotations: [], logprobs: [] }],
        },
        user,
      ],
      [user, { role: 'assistant', content: 'hello' }, user],
    ],
    [
      'texts of several parts as one where only users may have parts',
      [
        {
          role: 'developer',
          content: [
            { type: 'input_text', text: 'a' },
            { type: 'input_text', text: 'b' },
          ],
        },
        {
          role: 'assistant',
          content: [
            { type: 'output_text', text: 'c' },
            { type: 'output_text', text: 'd' },
          ],
        },
        user,
      ],
      [{ role: 'system', content: 'a\nb' }, { role: 'assistant', content: 'cd' }, user],
    ],
    [
      'a refusal',
      [user, { role: 'assistant', content: [{ type: 'refusal', refusal: 'no' }] }],
      [user, { role: 'assistant', content: 'no' }],
    ],
    [
      'reasoning, text and calls of one turn as one message',
      [
        user,
        { type: 'reasoning', id: 'rs_1', summary: [{ type: 'summary_text', text: 'hmm' }] },
        { role: 'assistant', content: 'let me look' },
        call(longId),
        call(otherId, 'listen'),
        output(longId),
        output(otherId, 'heard'),
      ],
      [
        user,
        {
          role: 'assistant',
          content: 'let me look',
          reasoning_content: 'hmm',
          tool_calls: [chatCall(longId), chatCall(otherId, 'listen')],
        },
        { role: 'tool', tool_call_id: longId, content: 'seen' },
        { role: 'tool', tool_call_id: otherId, content: 'heard' },
      ],
    ],
    [
      'two turns in a row, each with its reasoning',
      [
        user,
        { type: 'reasoning', id: 'rs_1', summary: [], content: [{ type: 'reasoning_text', text: 'one' }] },
        call(longId),
        output(longId),
        { type: 'reasoning', id: 'rs_2', summary: [], encrypted_content: sealReasoning('two') },
        call(otherId),
        output(otherId),
      ],
      [
        user,
        { role: 'assistant', content: null, reasoning_content: 'one', tool_calls: [chatCall(longId)] },
        { role: 'tool', tool_call_id: longId, content: 'seen' },
        { role: 'assistant', content: null, reasoning_content: 'two', tool_calls: [chatCall(otherId)] },
        { role: 'tool', tool_call_id: otherId, content: 'seen' },
      ],
    ],
    [
      'two answers in a row as two messages',
      [user, { role: 'assistant', content: 'a' }, { role: 'assistant', content: 'b' }],
      [user, { role: 'assistant', content: 'a' }, { role: 'assistant', content: 'b' }],
    ],
    [
      'text after a call beside it',
      [user, call(longId), { role: 'assistant', content: 'wait' }, output(longId)],
      [
        user,
        { role: 'assistant', content: 'wait', tool_calls: [chatCall(longId)] },
        { role: 'tool', tool_call_id: longId, content: 'seen' },
      ],
    ],
    [
      'pictures that a tool gave, after all outputs',
      [
        user,
        call(longId),
        call(otherId),
        output(longId, [
          { type: 'input_text', text: 'a screenshot' },
          { type: 'input_image', image_url: 'data:image/png;base64,AA==' },
        ]),
        output(otherId),
        user,
      ],
      [
        user,
        { role: 'assistant', content: null, tool_calls: [chatCall(longId), chatCall(otherId)] },
        {
          role: 'tool',
          tool_call_id: longId,
          content: 'a screenshot\n[1 attachment(s) of this output follow]',
        },
        { role: 'tool', tool_call_id: otherId, content: 'seen' },
        {
          role: 'user',
          content: [
            { type: 'text', text: `[Attachment(s) of the output of ${longId}]` },
            { type: 'image_url', image_url: { url: 'data:image/png;base64,AA==' } },
          ],
        },
        user,
      ],
    ],
    [
      'calls inside a namespace and free-form ones under the names they are offered by',
      [
        user,
        { ...call(longId, 'read'), namespace: 'files' },
        { type: 'custom_tool_call', call_id: otherId, name: 'apply_patch', input: 'a "b"\n' },
        output(longId),
        { type: 'custom_tool_call_output', call_id: otherId, output: 'done' },
      ],
      [
        user,
        {
          role: 'assistant',
          content: null,
          tool_calls: [
            chatCall(longId, 'files__read'),
            chatCall(otherId, 'apply_patch', '{"input":"a \\"b\\"\\n"}'),
          ],
        },
        { role: 'tool', tool_call_id: longId, content: 'seen' },
        { role: 'tool', tool_call_id: otherId, content: 'done' },
      ],
    ],
  ])('reads %s', (_what, input, messages) => {
    expect(messagesOf(...input)).toEqual(messages);
  });

  it('takes a text for the user’s, after the instructions', () => {
    expect(requestOf({ instructions: 'be brief' }).messages).toEqual([
      { role: 'system', content: 'be brief' },
      { role: 'user', content: 'hi' },
    ]);
  });

  it.each<[string, Fields, string[]]>([
    ['an item of a hosted tool', { type: 'web_search_call', id: 'ws_1' }, ['input.web_search_call dropped']],
    [
      'reasoning that nothing follows',
      { type: 'reasoning', summary: [{ text: 'hm' }] },
      ['input.reasoning dropped'],
    ],
    [
      'reasoning that another service encrypted',
      { type: 'reasoning', summary: [], encrypted_content: 'gAAAA' },
      ['input.reasoning.encrypted_content dropped'],
    ],
    ['a field of an item that has no word', { ...user, weight: 3 }, ['input.message.weight dropped']],
    [
      'the newest detail of pictures',
      { role: 'user', content: [{ type: 'input_image', image_url: 'data:,', detail: 'original' }] },
      ['input.input_image.detail changed'],
    ],
  ])('reports %s', (_what, item, warnings) => {
    expect(warningsOf({ input: [user, item] })).toEqual(warnings);
  });

  it.each<[string, unknown, string]>([
    ['no input', undefined, 'input'],
    ['an empty input', [], 'input'],
    ['an input of nothing that can be told', [{ type: 'web_search_call' }], 'input'],
    ['an item that is none', ['hi'], 'input[0]'],
    ['an item without type and role', [{}], 'input[0].type'],
    ['a reference', [{ type: 'item_reference', id: 'msg_1' }], 'input[0]'],
    ['a compaction', [{ type: 'compaction', encrypted_content: 'x' }], 'input[0]'],
    ['an unknown role', [{ role: 'critic', content: 'x' }], 'input[0].role'],
    ['content of the wrong type', [{ role: 'user', content: 7 }], 'input[0].content'],
    [
      'a part that no model takes',
      [{ role: 'user', content: [{ type: 'input_smell' }] }],
      'input[0].content[0].type',
    ],
    [
      'a stored picture',
      [{ role: 'user', content: [{ type: 'input_image', file_id: 'f' }] }],
      'input[0].content[0].file_id',
    ],
    [
      'a stored file',
      [{ role: 'user', content: [{ type: 'input_file', file_id: 'f' }] }],
      'input[0].content[0].file_id',
    ],
    ['a call without arguments', [{ type: 'function_call', call_id: 'a', name: 'b' }], 'input[0]'],
    ['an output without its call', [{ type: 'function_call_output', output: 'x' }], 'input[0].call_id'],
  ])('refuses %s', (_what, input, parameter) => {
    expect(Object.keys(problemsOf({ input }))).toEqual([parameter]);
  });
});

const look = {
  type: 'function',
  name: 'look',
  description: 'Looks.',
  parameters: { type: 'object' },
  strict: false,
};
const chatLook = {
  type: 'function',
  function: { name: 'look', description: 'Looks.', parameters: { type: 'object' }, strict: false },
};

describe('tools as functions', () => {
  it('hands a function on', () => {
    expect(requestOf({ tools: [look], parallel_tool_calls: false })).toMatchObject({
      tools: [chatLook],
      parallel_tool_calls: false,
    });
  });

  it('flattens a namespace and says its description once', () => {
    const tools = [
      {
        type: 'namespace',
        name: 'eyes',
        description: 'For seeing.',
        tools: [look, { ...look, name: 'blink' }],
      },
    ];
    const body = parse({ tools });
    expect(body.request.tools?.map((tool) => [tool.function?.name, tool.function?.description])).toEqual([
      ['eyes__look', 'For seeing.\n\nLooks.'],
      ['eyes__blink', 'Looks.'],
    ]);
    expect(body.view.names.toolOf('eyes__blink')).toEqual({
      kind: 'function',
      name: 'blink',
      namespace: 'eyes',
    });
    expect(body.view.echo.tools).toEqual(tools);
  });

  it('offers a free-form tool as a function of one text, its grammar in the description', () => {
    const format = { type: 'grammar', syntax: 'lark', definition: 'start: "x"' };
    const body = parse({ tools: [{ type: 'custom', name: 'apply_patch', description: 'Patches.', format }] });
    expect(body.request.tools?.[0]?.function).toMatchObject({
      name: 'apply_patch',
      description: 'Patches.\n\nThe input must follow this lark grammar:\nstart: "x"',
      parameters: { required: ['input'], properties: { input: { type: 'string' } } },
    });
    expect(body.warnings).toMatchObject([{ parameter: 'tools.custom.format', action: 'changed' }]);
    expect(body.view.names.toolOf('apply_patch').kind).toBe('custom');
  });

  it('leaves out and reports what only OpenAI runs, and sends no choice without a tool', () => {
    const hosted = [
      'web_search',
      'file_search',
      'code_interpreter',
      'computer_use_preview',
      'image_generation',
      'mcp',
    ];
    const body = parse({
      tools: hosted.map((type) => ({ type })),
      tool_choice: 'required',
      parallel_tool_calls: true,
    });
    expect(body.request).not.toHaveProperty('tools');
    expect(body.request).not.toHaveProperty('tool_choice');
    expect(body.request).not.toHaveProperty('parallel_tool_calls');
    expect(body.warnings.map(({ parameter }) => parameter)).toEqual([
      ...hosted.map((type) => `tools.${type}`),
      'tool_choice',
    ]);
    expect(body.view.echo.tools).toEqual([]);
  });

  it('reports fields of tools that chat APIs lack', () => {
    expect(warningsOf({ tools: [{ ...look, defer_loading: true, output_schema: {} }] })).toEqual([
      'tools.defer_loading dropped',
      'tools.output_schema dropped',
    ]);
  });

  it('takes the tools that items bring, each name once', () => {
    const { request } = parse({
      tools: [look],
      input: [
        user,
        { type: 'additional_tools', role: 'developer', tools: [look, { ...look, name: 'hear' }] },
      ],
    });
    expect(request.tools?.map((tool) => tool.function?.name)).toEqual(['look', 'hear']);
    expect(request.messages).toEqual([user]);
  });

  it.each<[unknown, Fields]>([
    ['auto', { tools: [chatLook], tool_choice: 'auto' }],
    ['none', { tools: [chatLook], tool_choice: 'none' }],
    ['required', { tools: [chatLook], tool_choice: 'required' }],
    [null, { tools: [chatLook] }],
    [
      { type: 'function', name: 'look' },
      { tools: [chatLook], tool_choice: { type: 'function', function: { name: 'look' } } },
    ],
    [
      { type: 'allowed_tools', mode: 'required', tools: [{ type: 'function', name: 'look' }] },
      { tools: [chatLook], tool_choice: 'required' },
    ],
  ])('understands the choice %j', (tool_choice, fields) => {
    expect(requestOf({ tools: [look], tool_choice })).toMatchObject(fields);
  });

  it('sends only the tools that are allowed', () => {
    const tools = [look, { ...look, name: 'hear' }, { type: 'namespace', name: 'n', tools: [look] }];
    const allowed = [
      { type: 'function', name: 'hear' },
      { type: 'namespace', name: 'n' },
    ];
    const { request } = parse({
      tools,
      tool_choice: { type: 'allowed_tools', mode: 'auto', tools: allowed },
    });
    expect(request.tools?.map((tool) => tool.function?.name)).toEqual(['hear', 'n__look']);
  });

  it('reports the choice of a hosted tool', () => {
    expect(warningsOf({ tools: [look], tool_choice: { type: 'web_search' } })).toEqual([
      'tool_choice dropped',
    ]);
  });

  it.each<[string, Fields, string]>([
    ['tools that are no list', { tools: {} }, 'tools'],
    ['a tool that is none', { tools: ['look'] }, 'tools[0]'],
    ['a function without a name', { tools: [{ type: 'function' }] }, 'tools[0].name'],
    ['a namespace without tools', { tools: [{ type: 'namespace', name: 'n' }] }, 'tools[0]'],
    [
      'the choice of a tool that is not there',
      { tools: [look], tool_choice: { type: 'function', name: 'x' } },
      'tool_choice.name',
    ],
    ['a choice of no form', { tool_choice: 7 }, 'tool_choice'],
    ['allowed tools without a mode', { tool_choice: { type: 'allowed_tools', tools: [] } }, 'tool_choice'],
  ])('refuses %s', (_what, fields, parameter) => {
    expect(Object.keys(problemsOf(fields))).toEqual([parameter]);
  });
});

describe('parameters', () => {
  it.each<[Fields, Fields]>([
    [{ max_output_tokens: 9 }, { max_tokens: 9 }],
    [
      { temperature: 0.1, top_p: 0.9 },
      { temperature: 0.1, top_p: 0.9 },
    ],
    [{ reasoning: { effort: 'high', summary: 'auto' } }, { reasoning_effort: 'high' }],
    [{ text: { verbosity: 'low' } }, { verbosity: 'low' }],
    [{ text: { format: { type: 'json_object' } } }, { response_format: { type: 'json_object' } }],
    [
      { text: { format: { type: 'json_schema', name: 'p', strict: true, schema: { type: 'object' } } } },
      {
        response_format: {
          type: 'json_schema',
          json_schema: { name: 'p', strict: true, schema: { type: 'object' } },
        },
      },
    ],
    [
      { user: 'u', safety_identifier: 's' },
      { user: 'u', safety_identifier: 's' },
    ],
    [{ prompt_cache_key: 'k' }, { prompt_cache_key: 'k' }],
    [
      { seed: 1, stop: ['x'], thinking: { type: 'disabled' } },
      { seed: 1, stop: ['x'], thinking: { type: 'disabled' } },
    ],
    [{ stream: true }, { stream: true }],
  ])('carries %j over', (fields, chat) => {
    const body = parse(fields);
    expect(body.request).toEqual({ model: 'kimi-k2.6', messages: [user], ...chat });
    expect(body.warnings).toEqual([]);
  });

  it('sends nothing for values that ask for nothing', () => {
    const nothing = {
      store: true,
      background: false,
      previous_response_id: null,
      truncation: 'disabled',
      service_tier: 'auto',
      top_logprobs: 0,
      text: { format: { type: 'text' } },
      reasoning: null,
      metadata: { a: 'b' },
      include: ['reasoning.encrypted_content'],
      temperature: null,
      tools: [],
    };
    const body = parse(nothing);
    expect(body.request).toEqual({ model: 'kimi-k2.6', messages: [user] });
    expect(body.warnings).toEqual([]);
    expect(body.view.echo).toMatchObject({ store: false, metadata: { a: 'b' }, truncation: 'disabled' });
  });

  it.each<[Fields, string]>([
    [{ client_metadata: { a: 1 } }, 'client_metadata dropped'],
    [{ truncation: 'auto' }, 'truncation dropped'],
    [{ service_tier: 'flex' }, 'service_tier dropped'],
    [{ max_tool_calls: 3 }, 'max_tool_calls dropped'],
    [{ top_logprobs: 3 }, 'top_logprobs dropped'],
    [{ include: ['web_search_call.results'] }, 'include.web_search_call.results dropped'],
    [{ stream_options: { include_obfuscation: true } }, 'stream_options.include_obfuscation dropped'],
    [{ reasoning: { mode: 'pro' } }, 'reasoning.mode dropped'],
    [{ text: { tone: 'dry' } }, 'text.tone dropped'],
    [{ a_field_of_tomorrow: 1 }, 'a_field_of_tomorrow dropped'],
  ])('reports %j', (fields, warning) => {
    expect(warningsOf(fields)).toEqual([warning]);
  });

  it.each<[Fields, string]>([
    [{ previous_response_id: 'resp_1' }, 'previous_response_id'],
    [{ conversation: 'conv_1' }, 'conversation'],
    [{ prompt: { id: 'pmpt_1' } }, 'prompt'],
    [{ background: true }, 'background'],
    [{ max_output_tokens: 0 }, 'max_output_tokens'],
    [{ metadata: 'x' }, 'metadata'],
    [{ instructions: ['x'] }, 'instructions'],
    [{ reasoning: 'high' }, 'reasoning'],
    [{ reasoning: { effort: 3 } }, 'reasoning.effort'],
    [{ include: 'x' }, 'include'],
    [{ include: [{ toString: 1 }] }, 'include'],
    [{ text: 'x' }, 'text'],
    [{ text: { format: { type: 'json_schema' } } }, 'text.format'],
    [{ text: { verbosity: 1 } }, 'text.verbosity'],
    [{ prompt_cache_key: 1 }, 'prompt_cache_key'],
    [{ temperature: 'hot' }, 'temperature'],
    [{ stream: 'yes' }, 'stream'],
    [{ model: '' }, 'model'],
    [{ reg: { freeOnly: 'yes' } }, 'reg.freeOnly'],
    [{ Reg: {} }, 'Reg'],
  ])('refuses %j', (fields, parameter) => {
    expect(Object.keys(problemsOf(fields))).toEqual([parameter]);
  });

  it('names every problem at once', () => {
    const problems = problemsOf({
      previous_response_id: 'r',
      input: [{ role: 'x', content: '' }],
      temperature: 'hot',
    });
    expect(Object.keys(problems)).toEqual(['previous_response_id', 'input[0].role', 'temperature']);
    expect(problems['previous_response_id']).toContain('no responses are stored');
  });

  it('splits routing options off', () => {
    const body = parse({ reg: { freeOnly: true, seed: 7 } });
    expect(body.route).toEqual({ freeOnly: true, seed: 7 });
    expect(body.request).not.toHaveProperty('reg');
  });

  it('shows reasoning as a summary to who asks for one, and seals it for who includes it', () => {
    expect(parse({}).view.reasoning).toEqual({ shownAs: 'text', isSealed: false });
    expect(
      parse({ reasoning: { summary: 'auto' }, include: ['reasoning.encrypted_content'] }).view.reasoning,
    ).toEqual({ shownAs: 'summary', isSealed: true });
  });
});
