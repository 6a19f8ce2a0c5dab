import type { ChatCompletion, ThinkingBlock } from '@reg/core';
import type { DecodeContext } from '../chat-codec.js';
import { decodeCompletion } from '../codec/decode-completion.js';
import { malformed } from '../errors/malformed.js';
import { isJsonObject, type JsonObject } from '../json-object.js';
import { signedBlock } from './signed-block.js';
import { usageFromMessages } from './usage-from-messages.js';

/**
 * A whole message as a chat completion: texts joined, thinking in `reasoning_content` and with its signatures in
 * `thinking_blocks`, tool uses as calls. Blocks of other kinds stay readable in `anthropic_blocks`.
 *
 * @throws MalformedResponseError for what is no message, or one without an end or with nothing in it; the class that a
 * failing stop reason stands for.
 */
export function completionFromMessage(body: unknown, context: DecodeContext): ChatCompletion {
  if (!isJsonObject(body) || !Array.isArray(body['content']))
    throw malformed(context, 'the answer is no message: it has no content');
  const { content, stop_reason: reason, stop_sequence: matched, usage, ...envelope } = body;
  if (typeof reason !== 'string') throw malformed(context, 'the message has no stop reason');
  const { type: _type, role: _role, ...rest } = envelope;
  const choice = {
    index: 0,
    message: messageFrom((content as readonly unknown[]).filter(isJsonObject), context),
    finish_reason: reason,
    ...(typeof matched === 'string' ? { stop_reason: matched } : {}),
  };
  const counted = usageFromMessages(usage);
  return decodeCompletion(
    { ...withoutNulls(rest), choices: [choice], ...(counted === undefined ? {} : { usage: counted }) },
    context,
  );
}

function messageFrom(blocks: readonly JsonObject[], context: DecodeContext): JsonObject {
  let text = '';
  let reasoning = '';
  const signed: ThinkingBlock[] = [];
  const calls: JsonObject[] = [];
  const others: JsonObject[] = [];
  for (const block of blocks) {
    const { type, id, name, input } = block;
    if (type === 'tool_use')
      calls.push({ id, type: 'function', function: { name, arguments: JSON.stringify(input ?? {}) } });
    else if (type === 'thinking' || type === 'redacted_thinking') {
      reasoning += textIn(block['thinking']);
      signed.push(...signedBlock(block, context.provider));
    } else if (type === 'text') text += textIn(block['text']);
    // Citations are inside the text's own block.
    if (!knownTypes.has(type) || isFilled(block['citations'])) others.push(block);
  }
  return {
    role: 'assistant',
    content: text === '' && calls.length > 0 ? null : text,
    ...(reasoning === '' ? {} : { reasoning_content: reasoning }),
    ...(signed.length === 0 ? {} : { thinking_blocks: signed }),
    ...(calls.length === 0 ? {} : { tool_calls: calls }),
    ...(others.length === 0 ? {} : { anthropic_blocks: others }),
  };
}

const knownTypes: ReadonlySet<unknown> = new Set(['text', 'thinking', 'redacted_thinking', 'tool_use']);

function isFilled(list: unknown): boolean {
  return Array.isArray(list) && list.length > 0;
}

function withoutNulls(fields: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}

function textIn(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
