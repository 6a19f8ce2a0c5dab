import type { ChatRequest } from '@reg/core';
import { isRecord, parseJson } from '../json-value.js';
import type { ContractSubject, ContractTest } from './contract-subject.js';
import { pixel, plainRequest, question, toolRequest } from './sample-requests.js';
import {
  assembleAnswer,
  assembleCompletion,
  completionProblems,
  sentUsage,
  shownUsage,
} from './wire-checks.js';

/** Whole answers. */
export function registerChatContract(test: ContractTest): void {
  test('chat answers a valid completion that is what the vendor said', async (subject, expect) => {
    const { provider, simulator } = subject;
    const completion = await provider.chat(plainRequest(subject), subject.call());
    expect(completionProblems(completion)).toEqual([]);
    expect(assembleCompletion(completion)).toEqual(assembleAnswer(simulator.lastAnswer));
    expect(completion.choices[0]?.message.content?.includes(question)).toBe(true);
    expect(shownUsage(completion.usage)).toEqual(sentUsage(simulator.lastAnswer));
  });

  test('chat sends one request, with a key if the call has one and the id of the model', async (subject, expect) => {
    await subject.provider.chat(plainRequest(subject), subject.call());
    const [request] = subject.simulator.requests;
    expect(subject.simulator.requests.length).toBe(1);
    expect(isRecord(request?.body) ? request.body['model'] : undefined).toBe(subject.model.id);
    // Not which key: a vendor may be sent a token that was made from it.
    expect(request?.keyFingerprint !== undefined).toBe(subject.credential !== undefined);
  });

  test('chat says that an answer was cut by its token limit', async (subject, expect) => {
    const completion = await subject.provider.chat(plainRequest(subject, { max_tokens: 3 }), subject.call());
    expect(completionProblems(completion)).toEqual([]);
    expect(completion.choices[0]?.finish_reason).toBe('length');
  });

  test('a tool call makes the round trip', async (subject, expect) => {
    if (!subject.model.capabilities.tools) return;
    const request = toolRequest(subject);
    const first = await subject.provider.chat(request, subject.call());
    expect(assembleCompletion(first)).toEqual(assembleAnswer(subject.simulator.lastAnswer));
    expect(first.choices[0]?.finish_reason).toBe('tool_calls');
    const second = await subject.provider.chat(withResults(request, first), subject.call());
    expect(completionProblems(second)).toEqual([]);
    expect(second.choices[0]?.message.content?.includes('12 degrees')).toBe(true);
  });

  test('a picture reaches a model that can see', async (subject, expect) => {
    if (!subject.model.capabilities.vision) return;
    const content = [
      { type: 'text', text: 'What is this?' },
      { type: 'image_url', image_url: { url: pixel.url } },
    ];
    const request = plainRequest(subject, { messages: [{ role: 'user', content }] });
    const completion = await subject.provider.chat(request, subject.call());
    expect(completion.choices[0]?.message.content?.includes(`${pixel.bytes} bytes`)).toBe(true);
  });

  test('JSON modes give JSON', async (subject, expect) => {
    for (const format of jsonFormats(subject)) {
      const request = plainRequest(subject, { response_format: format });
      const completion = await subject.provider.chat(request, subject.call());
      expect(isRecord(parseJson(completion.choices[0]?.message.content ?? '')), format.type).toBe(true);
    }
  });

  test('the request is not changed', async (subject, expect) => {
    const request = toolRequest(subject);
    const before = structuredClone(request);
    deepFreeze(request);
    await subject.provider.chat(request, subject.call());
    for await (const _chunk of await subject.provider.stream(request, subject.call()));
    expect(request).toEqual(before);
  });
}

function withResults(
  request: ChatRequest,
  first: Awaited<ReturnType<ContractSubject['provider']['chat']>>,
): ChatRequest {
  const message = first.choices[0]?.message;
  const calls = message?.tool_calls ?? [];
  return {
    ...request,
    messages: [
      ...request.messages,
      { ...message, role: 'assistant' },
      ...calls.map((call) => ({ role: 'tool' as const, tool_call_id: call.id, content: '12 degrees' })),
    ],
  };
}

function jsonFormats(subject: ContractSubject) {
  const { jsonObject, jsonSchema } = subject.model.capabilities;
  const schema = { type: 'object', properties: { word: { type: 'string' } }, required: ['word'] };
  return [
    ...(jsonObject ? [{ type: 'json_object' }] : []),
    ...(jsonSchema ? [{ type: 'json_schema', json_schema: { name: 'meaning', schema } }] : []),
  ];
}

function deepFreeze(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  Object.freeze(value);
  for (const inner of Object.values(value)) deepFreeze(inner);
}
