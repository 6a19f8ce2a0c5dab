import type { LanguageModelV4Message, LanguageModelV4Prompt } from '@ai-sdk/provider';
import type { ChatMessage, ContentPart, ToolCall } from '@reg/core';
import type { Warn } from '../answer/warn.js';
import { contentPartFromFile } from './file-part.js';
import { toolMessageFrom } from './tool-message.js';
import { wireFields } from './wire-fields.js';

/**
 * The AI SDK's prompt as messages of the wire. Reasoning of earlier turns goes back as it came, because some models
 * demand it. What the wire has no place for is left out and told by `warn`.
 *
 * @throws UnsupportedFunctionalityError for files that the wire has no part for.
 */
export function messagesFromPrompt(prompt: LanguageModelV4Prompt, warn: Warn): ChatMessage[] {
  return prompt.flatMap((message) => messagesFrom(message, warn));
}

function messagesFrom(message: LanguageModelV4Message, warn: Warn): ChatMessage[] {
  const fields = wireFields(message.providerOptions);
  switch (message.role) {
    case 'system':
      return [{ role: 'system', content: message.content, ...fields }];
    case 'user':
      return [{ role: 'user', content: userContent(message.content), ...fields }];
    case 'assistant':
      return [{ ...assistantMessage(message.content, warn), ...fields }];
    case 'tool':
      // An approval is between the caller and the AI SDK; a refusal comes as the result of its call.
      return message.content.flatMap((part) =>
        part.type === 'tool-result' ? [toolMessageFrom(part, warn)] : [],
      );
  }
}

type UserContent = Extract<LanguageModelV4Message, { role: 'user' }>['content'];

/** A text alone is sent as one: it is what every vendor takes. */
function userContent(parts: UserContent): string | ContentPart[] {
  const [only] = parts;
  if (parts.length === 1 && only?.type === 'text' && only.providerOptions?.['reg'] === undefined) {
    return only.text;
  }
  return parts.map((part) => ({
    ...(part.type === 'text' ? { type: 'text', text: part.text } : contentPartFromFile(part)),
    ...wireFields(part.providerOptions),
  }));
}

type AssistantPart = Extract<LanguageModelV4Message, { role: 'assistant' }>['content'][number];

function assistantMessage(parts: readonly AssistantPart[], warn: Warn): ChatMessage {
  let text = '';
  let reasoning = '';
  const calls: ToolCall[] = [];
  for (const part of parts) {
    if (part.type === 'text') text += part.text;
    else if (part.type === 'reasoning') reasoning += part.text;
    else if (part.type === 'tool-call') calls.push(toolCallFrom(part));
    else
      warn({
        type: 'unsupported',
        feature: `${part.type} in an assistant message`,
        details: 'It was left out.',
      });
  }
  return {
    role: 'assistant',
    content: text === '' && calls.length > 0 ? null : text,
    ...(reasoning === '' ? {} : { reasoning_content: reasoning }),
    ...(calls.length === 0 ? {} : { tool_calls: calls }),
  };
}

function toolCallFrom(part: Extract<AssistantPart, { type: 'tool-call' }>): ToolCall {
  return {
    id: part.toolCallId,
    type: 'function',
    function: { name: part.toolName, arguments: argumentsFrom(part.input) },
    ...wireFields(part.providerOptions),
  };
}

/** Arguments that were no JSON come back as the text that the model wrote; vendors want JSON in any case. */
function argumentsFrom(input: unknown): string {
  return input === undefined ? '{}' : JSON.stringify(input);
}
