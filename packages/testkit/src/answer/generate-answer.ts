import { createSeededRandom } from '../time/seeded-random.js';
import type { Answer, AnsweredToolCall } from './answer.js';
import { chooseToolCalls } from './choose-tool-calls.js';
import { composeContent, composeReasoning } from './compose-text.js';
import type { CountedPrompt } from './prefix-cache.js';
import type { AnswerRequest } from './prompt.js';
import { countTokens, splitTokens } from './token-count.js';

/**
 * What the simulated model says. The same model and messages give the same words on every machine; a partial
 * message does not change them, so that an answer which was cut can be continued exactly.
 */
export function generateAnswer(request: AnswerRequest, prompt: CountedPrompt): Answer {
  const whole = request.messages.filter((message) => !message.partial);
  const seed = JSON.stringify([request.model, whole]);
  const toolCalls = chooseToolCalls(request, createSeededRandom(`${seed}tools`));
  const content = toolCalls.length > 0 ? '' : composeContent(request, createSeededRandom(seed));
  const reasoning = request.thinks ? composeReasoning(request, createSeededRandom(`${seed}reasoning`)) : '';
  const opening = content === '' ? '' : (request.opening ?? '');
  const stopped = opening + cutAtStop(content, request.stop);
  return limitAnswer({ reasoning, content: stopped, toolCalls }, request, prompt);
}

function cutAtStop(content: string, stops: readonly string[]): string {
  const positions = stops.filter((stop) => stop !== '').map((stop) => content.indexOf(stop));
  const first = Math.min(...positions.filter((position) => position >= 0));
  return Number.isFinite(first) ? content.slice(0, first) : content;
}

interface Draft {
  readonly reasoning: string;
  readonly content: string;
  readonly toolCalls: readonly AnsweredToolCall[];
}

/** Spends the output tokens in the order in which they are sent: reasoning, content, tool calls. */
function limitAnswer(draft: Draft, request: AnswerRequest, prompt: CountedPrompt): Answer {
  const budget = { left: Math.max(0, Math.floor(request.maxTokens)), short: false };
  const reasoning = spend(draft.reasoning, budget);
  const reasoningTokens = countTokens(reasoning);
  const content = budget.short ? '' : spend(draft.content, budget);
  const toolCalls: AnsweredToolCall[] = [];
  let callTokens = 0;
  for (const call of draft.toolCalls) {
    if (budget.short || budget.left === 0) {
      budget.short = true;
      break;
    }
    budget.left -= Math.min(budget.left, countTokens(call.name));
    const args = spend(call.arguments, budget);
    callTokens += countTokens(call.name) + countTokens(args);
    toolCalls.push({ ...call, arguments: args });
  }
  return {
    model: request.model,
    reasoning,
    content,
    toolCalls,
    finishReason: budget.short ? 'length' : toolCalls.length > 0 ? 'tool_calls' : 'stop',
    usage: {
      ...prompt,
      completionTokens: reasoningTokens + countTokens(content) + callTokens,
      reasoningTokens,
    },
  };
}

function spend(text: string, budget: { left: number; short: boolean }): string {
  // Almost every answer fits: counting is cheaper than cutting.
  const tokens = splitTokens(text);
  if (tokens.length > budget.left) budget.short = true;
  const kept = tokens.slice(0, budget.left);
  budget.left -= kept.length;
  return kept.length === tokens.length ? text : kept.join('');
}
