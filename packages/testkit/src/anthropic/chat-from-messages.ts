import { isRecord, textOf, type JsonRecord } from '../json-value.js';
import { contentPart, textIn } from './content-part.js';
import { brokenMessagesRule } from './messages-rules.js';

/** Words of the Messages API that mean the same in chat completions. */
const same = ['model', 'stream', 'temperature', 'top_p', 'top_k', 'max_tokens'];

/**
 * A Messages request as the vendor's own API would be asked: a chat body, or what is wrong with the request. Written
 * from the API's documents (platform.claude.com, 2026-11), with nothing of the code that it tests.
 */
export function chatFromMessages(body: unknown, { signs }: { readonly signs: boolean }): JsonRecord | string {
  if (!isRecord(body)) return 'the body is not a JSON object';
  const broken = brokenMessagesRule(body, signs);
  if (broken !== undefined) return broken;
  const system = textIn(body['system']);
  const turns = (body['messages'] as JsonRecord[]).flatMap(messagesFrom);
  const { stop_sequences: stop, thinking, output_config: config } = body;
  const effort = isRecord(config) ? config['effort'] : undefined;
  const type = isRecord(thinking) ? thinking['type'] : undefined;
  return {
    ...Object.fromEntries(same.flatMap((name) => (body[name] === undefined ? [] : [[name, body[name]]]))),
    messages: [...(system === '' ? [] : [{ role: 'system', content: system }]), ...turns],
    ...(Array.isArray(stop) && stop.length > 0 ? { stop } : {}),
    // To leave it to the model is to say nothing.
    ...(type === 'enabled' || type === 'disabled' ? { thinking: { type } } : {}),
    ...(effort === undefined ? {} : { reasoning_effort: effort }),
    ...toolsFrom(body),
  };
}

function messagesFrom({ role, content }: JsonRecord): JsonRecord[] {
  if (typeof content === 'string') return [{ role, content }];
  const blocks = Array.isArray(content) ? content.filter(isRecord) : [];
  if (role === 'assistant') return [answerFrom(blocks)];
  const results = blocks
    .filter(({ type }) => type === 'tool_result')
    .map((block) => ({
      role: 'tool',
      tool_call_id: block['tool_use_id'],
      content: textIn(block['content']),
    }));
  const parts = blocks.filter(({ type }) => type !== 'tool_result').map(contentPart);
  return parts.length === 0 ? results : [...results, { role, content: parts }];
}

function answerFrom(blocks: readonly JsonRecord[]): JsonRecord {
  const joined = (kind: string) =>
    blocks
      .filter(({ type }) => type === kind)
      .map((block) => textOf(block[kind]) ?? '')
      .join('');
  const calls = blocks
    .filter(({ type }) => type === 'tool_use')
    .map(({ id, name, input }) => ({
      id,
      type: 'function',
      function: { name, arguments: JSON.stringify(input) },
    }));
  const hasThought = blocks.some(({ type }) => type === 'thinking');
  return {
    role: 'assistant',
    content: joined('text'),
    ...(hasThought ? { reasoning_content: joined('thinking') } : {}),
    ...(calls.length === 0 ? {} : { tool_calls: calls }),
  };
}

function toolsFrom({ tools, tool_choice: choice }: JsonRecord): JsonRecord {
  const offered = Array.isArray(tools) ? tools.filter(isRecord) : [];
  const { type, name } = isRecord(choice) ? choice : {};
  const wishes: Readonly<Record<string, unknown>> = {
    any: 'required',
    none: 'none',
    auto: 'auto',
    tool: { type: 'function', function: { name } },
  };
  return {
    ...(offered.length === 0
      ? {}
      : {
          tools: offered.map(({ name: called, description, input_schema: parameters }) => ({
            type: 'function',
            function: { name: called, description: description ?? called, parameters, strict: false },
          })),
        }),
    ...(type === undefined ? {} : { tool_choice: wishes[String(type)] }),
  };
}
