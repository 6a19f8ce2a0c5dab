import type { ChatCompletion, ChatCompletionChunk, WireUsage } from '@reg/core';
import type { Answer } from '../answer/answer.js';

const finishReasons: readonly unknown[] = ['stop', 'length', 'tool_calls', 'content_filter', 'function_call'];

/** What is wrong with a whole answer; empty when it is a valid OpenAI one. */
export function completionProblems(completion: ChatCompletion): string[] {
  const [choice] = completion.choices;
  return problemsOf([
    [typeof completion.id === 'string' && completion.id !== '', 'id must be a text'],
    [completion.object === 'chat.completion', `object is ${String(completion.object)}`],
    [Number.isInteger(completion.created), 'created must be whole seconds'],
    [typeof completion.model === 'string' && completion.model !== '', 'model must be a text'],
    [completion.choices.length === 1, `there are ${completion.choices.length} choices`],
    [choice?.index === 0, 'the choice must have the index 0'],
    [choice?.message.role === 'assistant', 'the message must have the role assistant'],
    [finishReasons.includes(choice?.finish_reason), `finish_reason is ${String(choice?.finish_reason)}`],
    ...usageRules(completion.usage),
  ]);
}

function usageRules(usage: WireUsage | null | undefined): Rule[] {
  if (usage === undefined || usage === null) return [[false, 'usage is missing']];
  const counts = [usage.prompt_tokens, usage.completion_tokens, usage.total_tokens];
  return [
    [counts.every((count) => Number.isInteger(count) && count >= 0), 'usage must be whole numbers'],
    [usage.total_tokens === usage.prompt_tokens + usage.completion_tokens, 'total_tokens must be the sum'],
    [
      (usage.prompt_tokens_details?.cached_tokens ?? 0) <= usage.prompt_tokens,
      'more tokens cached than sent',
    ],
    [
      (usage.completion_tokens_details?.reasoning_tokens ?? 0) <= usage.completion_tokens,
      'more reasoning than output',
    ],
  ];
}

/** What is wrong with the chunks of a stream that ended well; empty when they are valid and in order. */
export function chunkProblems(chunks: readonly ChatCompletionChunk[]): string[] {
  const choices = chunks.flatMap((chunk) => chunk.choices);
  const finished = choices.filter((choice) => choice.finish_reason !== null);
  const afterFinish = choices.slice(choices.findIndex((choice) => choice.finish_reason !== null) + 1);
  const calls = choices.flatMap((choice) => choice.delta.tool_calls ?? []);
  return problemsOf([
    [chunks.length > 1, `the stream has ${chunks.length} chunk(s)`],
    [
      chunks.every((chunk) => chunk.object === 'chat.completion.chunk'),
      'object must be chat.completion.chunk',
    ],
    [chunks.every((chunk) => Number.isInteger(chunk.created)), 'created must be whole seconds'],
    [new Set(chunks.map((chunk) => chunk.id)).size === 1, 'all chunks must have the same id'],
    [
      choices.every(
        (choice) => choice.finish_reason === null || finishReasons.includes(choice.finish_reason),
      ),
      'finish_reason must be null or a known one',
    ],
    [choices[0]?.delta.role === 'assistant', 'the first chunk must carry the role'],
    [finished.length === 1, `a finish_reason comes ${finished.length} times`],
    [
      afterFinish.every(
        (choice) =>
          !choice.delta.content && !choice.delta.reasoning_content && choice.delta.tool_calls === undefined,
      ),
      'content comes after the finish_reason',
    ],
    [calls.every((call) => Number.isInteger(call.index) && call.index >= 0), 'a tool index is negative'],
    ...calls
      .filter((call, position) => calls.findIndex((other) => other.index === call.index) === position)
      .map((call): Rule => [
        call.id !== undefined && call.function?.name !== undefined,
        'the first fragment of a tool call must have id and name',
      ]),
  ]);
}

/** The answer that the chunks add up to. */
export interface AssembledAnswer {
  readonly content: string;
  readonly reasoning: string;
  readonly toolCalls: readonly { readonly name: string; readonly arguments: string }[];
  readonly finishReason: string | null | undefined;
}

export function assembleChunks(chunks: readonly ChatCompletionChunk[]): AssembledAnswer {
  const choices = chunks.flatMap((chunk) => chunk.choices);
  const calls = new Map<number, { name: string; arguments: string }>();
  for (const fragment of choices.flatMap((choice) => choice.delta.tool_calls ?? [])) {
    const call = calls.get(fragment.index) ?? { name: '', arguments: '' };
    call.name += fragment.function?.name ?? '';
    call.arguments += fragment.function?.arguments ?? '';
    calls.set(fragment.index, call);
  }
  return {
    content: choices.map((choice) => choice.delta.content ?? '').join(''),
    reasoning: choices.map((choice) => choice.delta.reasoning_content ?? '').join(''),
    toolCalls: [...calls.entries()].sort(([left], [right]) => left - right).map(([, call]) => call),
    finishReason: choices.find((choice) => choice.finish_reason !== null)?.finish_reason,
  };
}

/** The same form for what a whole answer says. */
export function assembleCompletion(completion: ChatCompletion): AssembledAnswer {
  const message = completion.choices[0]?.message;
  return {
    content: message?.content ?? '',
    reasoning: message?.reasoning_content ?? '',
    toolCalls: (message?.tool_calls ?? []).map((call) => ({
      name: call.function.name,
      arguments: call.function.arguments,
    })),
    finishReason: completion.choices[0]?.finish_reason,
  };
}

/** The same form for what the simulator says that it answered. */
export function assembleAnswer(answer: Answer | undefined): AssembledAnswer {
  return {
    content: answer?.content ?? '',
    reasoning: answer?.reasoning ?? '',
    toolCalls: (answer?.toolCalls ?? []).map((call) => ({ name: call.name, arguments: call.arguments })),
    finishReason: answer?.finishReason,
  };
}

/** The numbers that every vendor sends, under one set of names. */
export function shownUsage(usage: WireUsage | null | undefined) {
  return { prompt_tokens: usage?.prompt_tokens, completion_tokens: usage?.completion_tokens };
}

export function sentUsage(answer: Answer | undefined) {
  return { prompt_tokens: answer?.usage.promptTokens, completion_tokens: answer?.usage.completionTokens };
}

type Rule = readonly [holds: boolean, problem: string];

function problemsOf(rules: readonly Rule[]): string[] {
  return rules.filter(([holds]) => !holds).map(([, problem]) => problem);
}
