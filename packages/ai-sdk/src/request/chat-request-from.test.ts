import type { LanguageModelV4CallOptions, SharedV4Warning } from '@ai-sdk/provider';
import { describe, expect, it } from 'vitest';
import { chatRequestFrom } from './chat-request-from.js';

const prompt: LanguageModelV4CallOptions['prompt'] = [
  { role: 'user', content: [{ type: 'text', text: 'hi' }] },
];
const bare = { model: 'auto', messages: [{ role: 'user', content: 'hi' }] };
const look = { type: 'function', name: 'look', inputSchema: { type: 'object' } } as const;
const lookOnWire = { type: 'function', function: { name: 'look', parameters: { type: 'object' } } };

function translate(options: Partial<LanguageModelV4CallOptions>, body = {}, knowsSchema = true) {
  const warnings: SharedV4Warning[] = [];
  const request = chatRequestFrom({ prompt, ...options }, { modelId: 'auto', knowsSchema, body }, (warning) =>
    warnings.push(warning),
  );
  return { request, warnings };
}

describe('chatRequestFrom', () => {
  it.each<[string, Partial<LanguageModelV4CallOptions>, object]>([
    ['nothing that was not said', {}, {}],
    ['the output limit', { maxOutputTokens: 5 }, { max_tokens: 5 }],
    [
      'sampling',
      { temperature: 0, topP: 0.5, topK: 3, presencePenalty: 1, frequencyPenalty: -1, seed: 0 },
      { temperature: 0, top_p: 0.5, top_k: 3, presence_penalty: 1, frequency_penalty: -1, seed: 0 },
    ],
    ['stop texts', { stopSequences: ['END'] }, { stop: ['END'] }],
    ['no stop texts', { stopSequences: [] }, {}],
    ['thinking as it comes', { reasoning: 'provider-default' }, {}],
    ['no thinking', { reasoning: 'none' }, { reasoning_effort: 'none' }],
    ['much thinking', { reasoning: 'xhigh' }, { reasoning_effort: 'xhigh' }],
    ['text', { responseFormat: { type: 'text' } }, {}],
    ['JSON', { responseFormat: { type: 'json' } }, { response_format: { type: 'json_object' } }],
    [
      'JSON by a schema',
      { responseFormat: { type: 'json', schema: { type: 'object' } } },
      {
        response_format: {
          type: 'json_schema',
          json_schema: { name: 'response', schema: { type: 'object' }, strict: true },
        },
      },
    ],
    [
      'JSON by a schema with a name and a description',
      { responseFormat: { type: 'json', schema: {}, name: 'point', description: 'A place.' } },
      {
        response_format: {
          type: 'json_schema',
          json_schema: { name: 'point', description: 'A place.', schema: {}, strict: true },
        },
      },
    ],
    ['no tools', { tools: [], toolChoice: { type: 'auto' } }, {}],
    ['tools', { tools: [look] }, { tools: [lookOnWire] }],
    [
      'all of a tool',
      { tools: [{ ...look, description: 'Looks.', strict: false, providerOptions: { reg: { x: 1 } } }] },
      {
        tools: [
          {
            ...lookOnWire,
            function: { ...lookOnWire.function, description: 'Looks.', strict: false },
            x: 1,
          },
        ],
      },
    ],
    ...(['auto', 'none', 'required'] as const).map(
      (type): [string, Partial<LanguageModelV4CallOptions>, object] => [
        `the choice ${type}`,
        { tools: [look], toolChoice: { type } },
        { tools: [lookOnWire], tool_choice: type },
      ],
    ),
    [
      'the choice of one tool',
      { tools: [look], toolChoice: { type: 'tool', toolName: 'look' } },
      { tools: [lookOnWire], tool_choice: { type: 'function', function: { name: 'look' } } },
    ],
  ])('asks for %s', (_what, options, expected) => {
    expect(translate(options)).toEqual({ request: { ...bare, ...expected }, warnings: [] });
  });

  it('puts a schema into the prompt of a model that knows none, behind the instructions', () => {
    const schema = { type: 'object', properties: { x: { type: 'number' } } } as const;
    const { request, warnings } = translate(
      {
        prompt: [{ role: 'system', content: 'Be brief.' }, ...prompt],
        responseFormat: { type: 'json', schema, name: 'point', description: 'A place.' },
      },
      {},
      false,
    );
    expect(request.response_format).toEqual({ type: 'json_object' });
    expect(request.messages.map(({ role }) => role)).toEqual(['system', 'system', 'user']);
    expect(request.messages[1]?.content).toContain('(point: A place.)');
    expect(request.messages[1]?.content).toContain(JSON.stringify(schema));
    expect(warnings).toEqual([
      {
        type: 'compatibility',
        feature: 'responseFormat',
        details: 'auto knows no JSON schema, so it was put into the prompt',
      },
    ]);
  });

  it('lets fields of the wire win over those that it made', () => {
    const { request } = translate({ temperature: 1 }, { temperature: 0.4, thinking: { type: 'disabled' } });
    expect(request).toEqual({ ...bare, temperature: 0.4, thinking: { type: 'disabled' } });
  });

  it('tells what of the tools it had to leave out', () => {
    const { request, warnings } = translate({
      tools: [
        { type: 'provider', id: 'openai.search', name: 'search', args: {} },
        { ...look, inputExamples: [{ input: { at: 'sea' } }] },
      ],
    });
    expect(request.tools).toEqual([lookOnWire]);
    expect(warnings).toMatchObject([
      { type: 'unsupported', feature: 'provider-defined tool openai.search' },
      { type: 'unsupported', feature: 'inputExamples' },
    ]);
  });
});
