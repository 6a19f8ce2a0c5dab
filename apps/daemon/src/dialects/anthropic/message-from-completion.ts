import {
  thinkingBlocksOf,
  type AssistantMessage,
  type ChatCompletion,
  type ThinkingBlock,
  type TokenUsage,
} from '@reg/core';
import type { AnswerBlock, AnthropicMessage } from './message.js';
import { messageIdFrom } from './message-id.js';
import type { AnswerView } from './parse-messages-body.js';
import { isTextOf, sealedSignature, sealThinking, shownThinkingSignature } from './sealed-thinking.js';
import { matchedStopOf, messageEndOf } from './stop-reason.js';
import { toolInputFrom } from './tool-input.js';
import { toolUseIdFrom } from './tool-use-id.js';
import { usageFromChat, usageFromTokens } from './usage-from-chat.js';

export interface AnswerContext {
  readonly view: AnswerView;
  /** reg's own count, for vendors that give none. */
  readonly counted: TokenUsage;
  /** Makes the error for an answer that cannot be told in this dialect. */
  refuse(message: string): Error;
}

/**
 * A whole chat answer as a message.
 *
 * @throws what `refuse` makes, when the model wrote arguments of a tool that are no JSON object.
 */
export function messageFromCompletion(completion: ChatCompletion, context: AnswerContext): AnthropicMessage {
  const choice = completion.choices.find(({ index }) => index === 0) ?? completion.choices[0];
  if (choice === undefined) throw context.refuse('the answer has no choices');
  const { message, finish_reason: finish } = choice;
  const toolUses = toolUseBlocks(message, {
    ...context,
    answerId: completion.id,
    isCut: finish === 'length',
  });
  const refusal = textOf(message['refusal']);
  const thought = { text: textOf(message.reasoning_content), signed: thinkingBlocksOf(message) };
  return {
    id: messageIdFrom(completion.id),
    type: 'message',
    role: 'assistant',
    model: completion.model,
    content: [
      ...thinkingBlocks(thought, context.view),
      ...[textOf(message.content), refusal].flatMap(textBlocks),
      ...(context.view.thinking === 'hidden' && toolUses.length > 0 ? sealedBlocks(thought) : []),
      ...toolUses,
    ],
    ...messageEndOf(
      { finish, hasToolUse: toolUses.length > 0, hasRefusal: refusal !== '', matched: matchedStopOf(choice) },
      context.view.stopSequences,
    ),
    stop_details: null,
    container: null,
    usage:
      completion.usage === undefined ? usageFromTokens(context.counted) : usageFromChat(completion.usage),
  };
}

/** What the model thought, and the same as its vendor signed it, if it did. */
interface Thought {
  readonly text: string;
  readonly signed: readonly ThinkingBlock[];
}

function thinkingBlocks({ text, signed }: Thought, { thinking: display }: AnswerView): AnswerBlock[] {
  if ((text === '' && signed.length === 0) || display === 'hidden') return [];
  if (display === 'sealed')
    return [{ type: 'thinking', thinking: '', signature: sealThinking(text, signed) }];
  return signed.length > 0 && isTextOf(signed, text)
    ? signed.map(shownBlock)
    : [{ type: 'thinking', thinking: text, signature: shownThinkingSignature }];
}

function shownBlock(block: ThinkingBlock): AnswerBlock {
  return block.type === 'thinking'
    ? { type: 'thinking', thinking: block.thinking, signature: sealedSignature(block) }
    : { type: 'redacted_thinking', data: sealedSignature(block) };
}

function sealedBlocks({ text, signed }: Thought): AnswerBlock[] {
  if (text === '' && signed.length === 0) return [];
  return [{ type: 'redacted_thinking', data: sealThinking(text, signed) }];
}

function textBlocks(text: string): AnswerBlock[] {
  return text === '' ? [] : [{ type: 'text', text, citations: null }];
}

function toolUseBlocks(
  message: AssistantMessage,
  context: AnswerContext & { readonly answerId: string; readonly isCut: boolean },
): AnswerBlock[] {
  return (message.tool_calls ?? []).map(({ id, function: called }) => {
    const input = toolInputFrom(called.arguments) ?? unreadable(called, context);
    return { type: 'tool_use', id: toolUseIdFrom(id, context.answerId), name: called.name, input };
  });
}

/**
 * A call that the token limit cut is no longer to be run, as `max_tokens` says; its text stays readable under the
 * name that Anthropic's documents have for such input. Any other unreadable call is a failure.
 */
function unreadable(
  called: { readonly name: string; readonly arguments: string },
  context: AnswerContext & { readonly isCut: boolean },
): Record<string, unknown> {
  if (context.isCut) return { INVALID_JSON: called.arguments };
  throw context.refuse(`the model called the tool "${called.name}" with arguments that are no JSON object`);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
