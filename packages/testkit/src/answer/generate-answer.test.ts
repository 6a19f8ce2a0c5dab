import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { generateAnswer } from './generate-answer.js';
import type { AnswerRequest, PromptMessage } from './prompt.js';
import { countTokens } from './token-count.js';

const prompt = { promptTokens: 10, cachedTokens: 0 };

function message(role: string, text: string, more: Partial<PromptMessage> = {}): PromptMessage {
  return { role, text, media: [], toolCalls: [], partial: false, ...more };
}

function request(text: string, more: Partial<AnswerRequest> = {}): AnswerRequest {
  return {
    model: 'kimi-k2.6',
    howToGetReal: 'Set a key.',
    messages: [message('user', text)],
    tools: [],
    toolChoice: 'auto',
    format: { type: 'text' },
    maxTokens: 1_000,
    stop: [],
    thinks: false,
    toolCallId: (index, name) => `${name}:${index}`,
    ...more,
  };
}

const weather = {
  type: 'function',
  name: 'get_weather',
  parameters: { type: 'object', properties: { city: { type: 'string' } } },
};

describe('generateAnswer', () => {
  it('says who speaks, what was asked and how to get a real answer', () => {
    const { content } = generateAnswer(request('Why is the sky blue?'), prompt);
    expect(content).toContain('simulated kimi-k2.6');
    expect(content).toContain('Why is the sky blue?');
    expect(content).toContain('Set a key.');
  });

  it('gives the same answer to the same request and another to another', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.boolean(), (text, thinks) => {
        const first = generateAnswer(request(text, { thinks }), prompt);
        expect(generateAnswer(request(text, { thinks }), prompt)).toEqual(first);
      }),
    );
    const history = request('And now?', {
      messages: [message('user', 'One'), message('assistant', 'Two'), message('user', 'And now?')],
    });
    const texts = [
      request('And now?'),
      request('And then?'),
      history,
      request('And now?', { model: 'glm-5' }),
    ];
    expect(new Set(texts.map((one) => generateAnswer(one, prompt).content)).size).toBe(4);
  });

  it('keeps within its tokens, thoughts included, and says when it was cut', () => {
    fc.assert(
      fc.property(fc.nat(120), fc.boolean(), (maxTokens, thinks) => {
        const answer = generateAnswer(request('Tell me a lot', { maxTokens, thinks }), prompt);
        const full = generateAnswer(request('Tell me a lot', { thinks }), prompt);
        expect(answer.usage.completionTokens).toBe(Math.min(maxTokens, full.usage.completionTokens));
        expect(answer.finishReason).toBe(maxTokens < full.usage.completionTokens ? 'length' : 'stop');
        expect(full.reasoning.startsWith(answer.reasoning) && full.content.startsWith(answer.content)).toBe(
          true,
        );
        expect(answer.usage.reasoningTokens).toBe(countTokens(answer.reasoning));
      }),
    );
  });

  it('stops before the first stop string', () => {
    const { content, finishReason } = generateAnswer(
      request('Hi', { stop: ['nothing', 'no tokens'] }),
      prompt,
    );
    expect(content.endsWith('kimi-k2.6: ')).toBe(true);
    expect(finishReason).toBe('stop');
  });

  it.each([1, 5, 7, 50, 300])('writes exactly %d words when asked to', (count) => {
    const { content } = generateAnswer(request(`Write ${count} words about tea`), prompt);
    expect(content.split(/\s+/).length).toBe(count);
  });

  it('calls the tool that the user names, with arguments from the question', () => {
    const answer = generateAnswer(request('Please get_weather in Berlin', { tools: [weather] }), prompt);
    expect(answer.finishReason).toBe('tool_calls');
    expect(answer.toolCalls).toEqual([
      { id: 'get_weather:0', type: 'function', name: 'get_weather', arguments: '{"city":"Berlin"}' },
    ]);
  });

  it.each([
    ['a plain question', { toolChoice: 'auto' as const, text: 'Hello' }, 0],
    ['a cue', { toolChoice: 'auto' as const, text: 'Use the tool for Oslo' }, 1],
    ['a required call', { toolChoice: 'required' as const, text: 'Hello' }, 1],
    ['a forced tool', { toolChoice: { name: 'get_weather' }, text: 'Hello' }, 1],
    ['a forbidden call', { toolChoice: 'none' as const, text: 'Please get_weather' }, 0],
  ])('answers %s with the right number of calls', (_, { toolChoice, text }, count) => {
    expect(generateAnswer(request(text, { tools: [weather], toolChoice }), prompt).toolCalls.length).toBe(
      count,
    );
  });

  it('answers with the result once the tool has spoken', () => {
    const call = { id: 'c1', type: 'function', name: 'get_weather', arguments: '{}' };
    const messages = [
      message('user', 'get_weather in Berlin'),
      message('assistant', '', { toolCalls: [call] }),
      message('tool', 'Rain, 12 degrees', { toolCallId: 'c1' }),
    ];
    const answer = generateAnswer(request('', { messages, tools: [weather] }), prompt);
    expect(answer.finishReason).toBe('stop');
    expect(answer.content).toContain('get_weather answered “Rain, 12 degrees”');
  });

  it('answers JSON when asked for it', () => {
    const plain = generateAnswer(request('Colours?', { format: { type: 'json_object' } }), prompt);
    expect(JSON.parse(plain.content)).toMatchObject({ question: 'Colours?', simulated: true });
    const schema = { type: 'object', properties: { count: { type: 'integer' } }, required: ['count'] };
    const shaped = generateAnswer(
      request('I have 7 apples', { format: { type: 'json_schema', schema } }),
      prompt,
    );
    expect(JSON.parse(shaped.content)).toEqual({ count: 7 });
  });

  it('tells the type and size of a picture', () => {
    const media = [{ kind: 'image_url', mediaType: 'image/png', bytes: 1234 }];
    const { content } = generateAnswer(
      request('', { messages: [message('user', 'See?', { media })] }),
      prompt,
    );
    expect(content).toContain('an image of type image/png, 1234 bytes');
  });

  it('continues its own text exactly from any place', () => {
    const full = generateAnswer(request('Tell me about tea'), prompt).content;
    fc.assert(
      fc.property(fc.nat(full.length), (length) => {
        const prefix = full.slice(0, length);
        const messages = [
          message('user', 'Tell me about tea'),
          message('assistant', prefix, { partial: true }),
        ];
        expect(prefix + generateAnswer(request('', { messages }), prompt).content).toBe(full);
      }),
    );
  });

  it("continues somebody else's text without beginning again, and keeps to the number of words", () => {
    const begun = message('assistant', 'Tea was first', { partial: true });
    const told = generateAnswer(
      request('', { messages: [message('user', 'Tell me about tea'), begun] }),
      prompt,
    ).content;
    expect(told).toMatch(/^ [A-Z]/);
    expect(told).not.toContain('simulated');
    const counted = generateAnswer(
      request('', { messages: [message('user', 'Write 10 words about tea'), begun] }),
      prompt,
    ).content;
    expect(`Tea was first${counted}`.split(' ').length).toBe(10);
  });
});
